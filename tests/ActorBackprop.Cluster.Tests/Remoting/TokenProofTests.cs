using System.IO.Pipes;
using ActorBackprop.Cluster.Remoting;
using ActorBackprop.Cluster.Tests.Membership;

namespace ActorBackprop.Cluster.Tests.Remoting;

public sealed class TokenProofTests : IDisposable
{
    private const string Name = "[2001:db8::7]:4711";

    private readonly CancellationTokenSource _patience = new(TimeSpan.FromSeconds(20));
    private readonly AnonymousPipeServerStream _toListener = new(PipeDirection.Out), _toConnector = new(PipeDirection.Out);
    private readonly Both _connector, _listener;

    public TokenProofTests()
    {
        _connector = new Both(new AnonymousPipeClientStream(PipeDirection.In, _toConnector.GetClientHandleAsString()), _toListener);
        _listener = new Both(new AnonymousPipeClientStream(PipeDirection.In, _toListener.GetClientHandleAsString()), _toConnector);
    }

    [Fact]
    public async Task Ends_with_the_same_token_admit_each_other_without_sending_it()
    {
        var connecting = Proof().Connect(_connector, _patience.Token);
        Assert.Null(await Proof().Listen(_listener, Name, _patience.Token));
        Assert.Equal(Name, await connecting);
        var sent = Convert.ToHexString([.. _connector.Written, .. _listener.Written]);
        Assert.NotEqual("", sent);
        Assert.DoesNotContain(Convert.ToHexString(System.Text.Encoding.UTF8.GetBytes(SomeGate.Token)), sent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_end_with_another_token_is_refused_and_learns_why()
    {
        var connecting = Proof("another").Connect(_connector, _patience.Token);
        Assert.Equal("its join token is not this run's", await Proof().Listen(_listener, Name, _patience.Token));
        await Assert.ThrowsAsync<WrongTokenException>(() => connecting);
    }

    [Fact]
    public async Task A_listener_without_the_token_cannot_reuse_the_connectors_proof()
    {
        // It has the connector's proof, and shows it itself: the proof of one role is none of the other's.
        var connecting = Proof().Connect(_connector, _patience.Token);
        var opening = await Read(40);
        await _listener.WriteAsync(opening.AsMemory(8), _patience.Token); // the connector's own number
        var proof = await Read(32);
        await _listener.WriteAsync(proof, _patience.Token);
        var failure = await Assert.ThrowsAsync<InvalidDataException>(() => connecting);
        Assert.Equal("the other end does not know the join token", failure.Message);
    }

    [Fact]
    public async Task Another_program_that_answers_zeros_has_not_refused_the_token()
    {
        var connecting = Proof().Connect(_connector, _patience.Token);
        await _listener.WriteAsync(new byte[100], _patience.Token);
        Assert.Equal("the other end does not know the join token", (await Assert.ThrowsAsync<InvalidDataException>(() => connecting)).Message);
    }

    [Fact]
    public async Task A_recorded_proof_is_refused_the_second_time()
    {
        var connecting = Proof().Connect(_connector, _patience.Token);
        Assert.Null(await Proof().Listen(_listener, Name, _patience.Token));
        await connecting;
        await _connector.WriteAsync(_connector.Written.ToArray(), _patience.Token);
        Assert.Equal("its join token is not this run's", await Proof().Listen(_listener, Name, _patience.Token));
    }

    [Theory, InlineData("G"), InlineData("ABPAKKB"), InlineData("ABPAKKA\u0001"), InlineData("\u0016\u0003\u0001")]
    public async Task The_first_wrong_byte_refuses_another_program(string bytes)
    {
        await _connector.WriteAsync(System.Text.Encoding.Latin1.GetBytes(bytes), _patience.Token);
        Assert.Equal("it does not speak as a worker of this version does", await Proof().Listen(_listener, Name, _patience.Token));
    }

    public void Dispose()
    {
        _toListener.Dispose();
        _toConnector.Dispose();
        _patience.Dispose();
    }

    private static TokenProof Proof(string token = SomeGate.Token) => new(token);

    private async Task<byte[]> Read(int count)
    {
        var bytes = new byte[count];
        await _listener.ReadExactlyAsync(bytes, _patience.Token);
        return bytes;
    }

    /// <summary>The two directions of a connection as one stream, which keeps what is written.</summary>
    private sealed class Both(Stream input, Stream output) : Stream
    {
        public List<byte> Written { get; } = [];

        public override bool CanRead => true;

        public override bool CanWrite => true;

        public override bool CanSeek => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            input.ReadAsync(buffer, cancellationToken);

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            Written.AddRange(buffer.Span);
            return output.WriteAsync(buffer, cancellationToken);
        }

        public override int Read(byte[] buffer, int offset, int count) => input.Read(buffer, offset, count);

        public override void Write(byte[] buffer, int offset, int count) => output.Write(buffer, offset, count);

        public override void Flush() => output.Flush();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();
    }
}
