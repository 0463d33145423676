using System.Collections.Concurrent;

namespace ActorBackprop.Studio.Stages;

/// <summary>
/// What other threads want done on the one thread that plays: they wait, it serves when it comes to it. Once that thread is
/// gone, whoever asks does it himself, one at a time.
/// </summary>
internal sealed class Requests : IDisposable
{
    /// <summary>Requests that may wait.</summary>
    public const int Most = 256;

    private readonly BlockingCollection<Action> _waiting = new(Most);
    private readonly Lock _alone = new();
    private volatile bool _isClosed;

    /// <summary>Has something done.</summary>
    /// <exception cref="InvalidOperationException">Too many wait already.</exception>
    public Task<T> Ask<T>(Func<T> what)
    {
        var answer = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        if (!_waiting.TryAdd(() => Answer(what, answer))) throw new InvalidOperationException($"{Most} requests wait already");
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

    /// <summary>The thread that served is gone.</summary>
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
