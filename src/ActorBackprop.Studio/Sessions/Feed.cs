namespace ActorBackprop.Studio.Sessions;

/// <summary>The latest frame, and its readers. A reader that is too slow misses frames.</summary>
public sealed class Feed
{
    private readonly Lock _lock = new();
    private TaskCompletionSource _next = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _readers;

    /// <summary>The newest frame.</summary>
    public Frame Newest { get; private set; } = Frame.Empty;

    /// <summary>Whether there are readers.</summary>
    public bool HasReaders => Volatile.Read(ref _readers) > 0;

    /// <summary>Whether a reader has come since the last frame.</summary>
    public bool IsAwaited { get; private set; }

    /// <summary>Shows a frame.</summary>
    public void Show(Frame frame)
    {
        TaskCompletionSource waiting;
        lock (_lock)
        {
            (Newest, IsAwaited) = (frame, false);
            (waiting, _next) = (_next, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        }
        waiting.SetResult();
    }

    /// <summary>Adds a reader, until the result is disposed.</summary>
    public IDisposable Enter()
    {
        Interlocked.Increment(ref _readers);
        lock (_lock) IsAwaited = true;
        return new Reader(this);
    }

    /// <summary>Ends when there is a newer frame than the one seen last.</summary>
    public Task After(Frame seen)
    {
        lock (_lock) return ReferenceEquals(Newest, seen) ? _next.Task : Task.CompletedTask;
    }

    private sealed class Reader(Feed feed) : IDisposable
    {
        public void Dispose() => Interlocked.Decrement(ref feed._readers);
    }
}
