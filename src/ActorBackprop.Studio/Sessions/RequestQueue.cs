using System.Collections.Concurrent;

namespace ActorBackprop.Studio.Sessions;

/// <summary>
/// Passes requests from other threads to the thread that plays the game, and waits until it serves them. After that thread has ended, each
/// request is served on its own thread, one at a time.
/// </summary>
internal sealed class RequestQueue : IDisposable
{
    /// <summary>The most requests that may wait.</summary>
    public const int Max = 256;

    private readonly BlockingCollection<Action> _waiting = new(Max);
    private readonly Lock _alone = new();
    private volatile bool _isClosed;

    /// <summary>Runs a function on the thread that plays.</summary>
    /// <exception cref="InvalidOperationException">Too many requests wait.</exception>
    public Task<T> RunAsync<T>(Func<T> what)
    {
        var answer = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        if (!_waiting.TryAdd(() => Answer(what, answer))) throw new InvalidOperationException($"{Max} requests are already waiting");
        if (_isClosed) ServeAlone();
        return answer.Task;
    }

    /// <summary>Serves all waiting requests, or waits for the first; returns whether there was one.</summary>
    /// <param name="timeout">How long to wait.</param>
    public bool Serve(TimeSpan timeout)
    {
        if (!_waiting.TryTake(out var next, timeout)) return false;
        do next(); while (_waiting.TryTake(out next));
        return true;
    }

    /// <summary>Ends the service: the thread that served has ended.</summary>
    public void Close()
    {
        _isClosed = true;
        ServeAlone();
    }

    public void Dispose() => _waiting.Dispose();

    private void ServeAlone()
    {
        lock (_alone)
        {
            while (_waiting.TryTake(out var next)) next();
        }
    }

    private static void Answer<T>(Func<T> what, TaskCompletionSource<T> answer)
    {
        try
        {
            answer.SetResult(what());
        }
        catch (Exception cause) when (cause is not OutOfMemoryException)
        {
            answer.SetException(cause);
        }
    }
}
