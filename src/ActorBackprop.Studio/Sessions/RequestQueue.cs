using System.Collections.Concurrent;

namespace ActorBackprop.Studio.Sessions;

/// <summary>
/// Requests of other threads to the thread that plays: they wait until it serves them. Once that thread has ended, each request is served
/// on its own thread, one at a time.
/// </summary>
internal sealed class RequestQueue : IDisposable
{
    /// <summary>Requests that may wait.</summary>
    public const int Max = 256;

    private readonly BlockingCollection<Action> _waiting = new(Max);
    private readonly Lock _alone = new();
    private volatile bool _isClosed;

    /// <summary>Runs something on the thread that plays.</summary>
    /// <exception cref="InvalidOperationException">Too many requests wait.</exception>
    public Task<T> RunAsync<T>(Func<T> what)
    {
        var answer = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        if (!_waiting.TryAdd(() => Answer(what, answer))) throw new InvalidOperationException($"{Max} requests wait already");
        if (_isClosed) ServeAlone();
        return answer.Task;
    }

    /// <summary>Serves all that wait; where none does, waits for the first.</summary>
    /// <param name="most">The longest to wait for it.</param>
    /// <returns>Whether there was one.</returns>
    public bool Serve(TimeSpan most)
    {
        if (!_waiting.TryTake(out var next, most)) return false;
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
