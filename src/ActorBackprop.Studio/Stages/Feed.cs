namespace ActorBackprop.Studio.Stages;

/// <summary>The newest frame, and who waits for it. Frames that nobody came to see in time are gone: the newest wins.</summary>
public sealed class Feed
{
    private readonly Lock _lock = new();
    private TaskCompletionSource _next = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _readers;

    /// <summary>The newest frame.</summary>
    public Frame Newest { get; private set; } = Frame.Empty;

    /// <summary>Whether anybody looks.</summary>
    public bool HasReaders => Volatile.Read(ref _readers) > 0;

    /// <summary>Whether somebody has come since the last frame, who has seen none yet.</summary>
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

    /// <summary>Somebody looks, from now until it is disposed.</summary>
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
