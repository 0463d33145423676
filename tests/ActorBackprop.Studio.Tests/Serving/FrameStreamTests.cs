using System.Text;
using System.Text.Json;
using ActorBackprop.Studio.Serving;
using ActorBackprop.Studio.Sessions;
using Microsoft.AspNetCore.Http;

namespace ActorBackprop.Studio.Tests.Serving;

/// <summary>What one reader is sent, however fast it reads.</summary>
public sealed class FrameStreamTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task A_section_that_has_not_changed_is_not_sent_again()
    {
        using var session = new SomeSession();
        session.Show(("same", "a"), ("other", 1));
        using var reader = new Reader(session);
        Assert.Equal(["other", "same"], Names(await reader.NextAsync()));
        session.Show(("same", "a"), ("other", 2));
        var second = await reader.NextAsync();
        Assert.Equal(["other"], Names(second));
        Assert.Equal(2, second.GetProperty("other").GetInt32());
    }

    [Fact]
    public async Task A_reader_who_is_slow_misses_frames_and_sees_the_newest()
    {
        using var session = new SomeSession();
        session.Show(("number", 0));
        using var reader = new Reader(session);
        await reader.Blocked;
        for (var number = 1; number <= 1000; number++) session.Show(("number", number));
        Assert.Equal(0, (await reader.NextAsync()).GetProperty("number").GetInt32());
        Assert.Equal(1000, (await reader.NextAsync()).GetProperty("number").GetInt32());
    }

    [Fact]
    public async Task Readers_of_a_session_continue_with_the_next_session()
    {
        using var first = new SomeSession();
        using var second = new SomeSession();
        Session current = first;
        first.Show(("same", "a"), ("gone", 1));
        second.Show(("same", "a"));
        using var reader = new Reader(() => current);
        Assert.Equal(["gone", "same"], Names(await reader.NextAsync()));
        current = second;
        first.Feed.Show(Frame.Empty);
        Assert.Equal(["same"], Names(await reader.NextAsync()));
        Assert.False(first.Feed.HasReaders);
    }

    [Fact]
    public async Task Readers_are_counted_until_they_leave()
    {
        using var session = new SomeSession();
        Assert.False(session.Feed.HasReaders);
        var reader = new Reader(session);
        await reader.Blocked;
        Assert.True(session.Feed.HasReaders);
        reader.Dispose();
        await reader.Ended;
        Assert.False(session.Feed.HasReaders);
    }

    private static IEnumerable<string> Names(JsonElement frame) => frame.EnumerateObject().Select(one => one.Name).Order(StringComparer.Ordinal);

    /// <summary>Reads an event when told to, and until then keeps the writer waiting.</summary>
    private sealed class Reader : Stream
    {
        private readonly CancellationTokenSource _gone = new();
        private readonly SemaphoreSlim _wanted = new(0), _written = new(0);
        private readonly TaskCompletionSource _blocked = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private string _event = "";

        public Reader(Session session)
            : this(() => session)
        {
        }

        public Reader(Func<Session> current)
        {
            var context = new DefaultHttpContext { RequestAborted = _gone.Token };
            context.Response.Body = this;
            Ended = Task.Run(() => new FrameStream(current, TimeProvider.System).SendAsync(context));
        }

        /// <summary>Ends when the writer waits for this reader.</summary>
        public Task Blocked => _blocked.Task.WaitAsync(Limit);

        public Task Ended { get; }

        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public async Task<JsonElement> NextAsync()
        {
            _wanted.Release();
            Assert.True(await _written.WaitAsync(Limit));
            return JsonElement.Parse(_event);
        }

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            _blocked.TrySetResult();
            await _wanted.WaitAsync(cancellationToken);
            _event = Encoding.UTF8.GetString(buffer.Span);
            _written.Release();
        }

        public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public override void Flush()
        {
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            _gone.Cancel();
            base.Dispose(disposing);
        }
    }
}
