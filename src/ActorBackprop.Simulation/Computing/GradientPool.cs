using ActorBackprop.Actors.Messages;
using ActorBackprop.Learning.Gradients;

namespace ActorBackprop.Simulation.Computing;

/// <summary>
/// Computes gradients for real, beside the simulation: helpers take what was begun in the order it was begun, and whoever
/// needs a result that nobody has begun computes it himself. A gradient is a pure function, so that it does not matter who.
/// </summary>
internal sealed class GradientPool : IGradients, IDisposable
{
    private readonly Queue<GradientJob> _jobs = new();
    private readonly IPartGradient _own;
    private readonly Thread[] _helpers;
    private bool _isOver;

    /// <param name="make">Makes what computes, one for each thread.</param>
    /// <param name="helpers">Threads beside the simulation's own.</param>
    public GradientPool(Func<IPartGradient> make, int helpers)
    {
        _own = make();
        _helpers = [.. Enumerable.Range(1, helpers).Select(number => Help(make(), number))];
    }

    /// <summary>Has a gradient computed, by and by.</summary>
    public IPendingGradient Begin(ComputeGradient work)
    {
        var job = new GradientJob(work, _own);
        if (_helpers.Length == 0) return job;
        lock (_jobs)
        {
            _jobs.Enqueue(job);
            Monitor.Pulse(_jobs);
        }
        return job;
    }

    public void Dispose()
    {
        lock (_jobs)
        {
            _isOver = true;
            Monitor.PulseAll(_jobs);
        }
        foreach (var helper in _helpers) helper.Join();
    }

    private Thread Help(IPartGradient gradient, int number)
    {
#pragma warning disable RS0030 // threads beside virtual time: they tell nobody, whoever wants a gradient waits for it
        var thread = new Thread(() =>
#pragma warning restore RS0030
        {
            while (Next() is { } job)
                if (job.TryClaim()) job.Compute(gradient);
        })
        {
            IsBackground = true,
            Name = $"gradients-{number}",
        };
        thread.Start();
        return thread;
    }

    private GradientJob? Next()
    {
        lock (_jobs)
        {
            while (_jobs.Count == 0 && !_isOver) Monitor.Wait(_jobs);
            return _isOver ? null : _jobs.Dequeue();
        }
    }
}

/// <summary>A gradient that is wanted.</summary>
internal sealed class GradientJob(ComputeGradient work, IPartGradient own) : IPendingGradient
{
    private readonly object _gate = new();
    private int _claimed;
    private NodeSum[]? _sums;
    private Exception? _failure;

    /// <summary>Whether the caller is the one to compute it; nobody else will.</summary>
    public bool TryClaim() => Interlocked.Exchange(ref _claimed, 1) == 0;

    /// <summary>Computes it.</summary>
    public void Compute(IPartGradient gradient)
    {
        NodeSum[]? sums = null;
        Exception? failure = null;
        try
        {
            sums = gradient.Compute(work.Parameters.Span, work.Minibatch, work.Part);
        }
        catch (Exception cause) when (cause is not OutOfMemoryException)
        {
            failure = cause;
        }
        lock (_gate)
        {
            (_sums, _failure) = (sums, failure);
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>Nobody begins to compute it any more.</summary>
    public void Abandon() => TryClaim();

    /// <summary>The result: computed here if nobody has begun it, else waited for.</summary>
    public IReadOnlyList<NodeSum> Finish()
    {
        if (TryClaim()) Compute(own);
        lock (_gate)
        {
            while (_sums is null && _failure is null) Monitor.Wait(_gate);
        }
        return _sums ?? throw new InvalidOperationException("a gradient could not be computed", _failure);
    }
}
