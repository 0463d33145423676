using ActorBackprop.Actors.Messages;
using ActorBackprop.Learning.Gradients;
using ActorBackprop.Learning.Sampling;

namespace ActorBackprop.Simulation.Computing;

/// <summary>
/// Computes gradients beside the simulation: helper threads take jobs in the order they were begun, and the simulation's thread
/// computes a result itself if it needs it before a helper has begun it. The result does not depend on which thread computes it.
/// </summary>
internal sealed class GradientPool : IDisposable
{
    private readonly Queue<GradientJob> _jobs = new();
    private readonly IPartGradient _own;
    private readonly Thread[] _helpers;
    private bool _isOver;

    /// <summary>Creates a pool and starts its helpers.</summary>
    /// <param name="create">Creates the computation of one thread.</param>
    /// <param name="helpers">The number of threads beside the simulation's own.</param>
    public GradientPool(Func<IPartGradient> create, int helpers)
    {
        _own = create();
        _helpers = [.. Enumerable.Range(1, helpers).Select(number => Help(create(), number))];
    }

    /// <summary>Returns a job whose result will be needed; a helper may begin it at once.</summary>
    public GradientJob Begin(ComputeGradient work)
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
#pragma warning disable RS0030 // these threads tell no actor: the simulation's thread waits for their results
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

/// <summary>A gradient that will be needed.</summary>
/// <param name="work">The part.</param>
/// <param name="own">The computation of the simulation's thread.</param>
internal sealed class GradientJob(ComputeGradient work, IPartGradient own)
{
    private readonly object _gate = new();
    private int _claimed;
    private NodeSum[]? _sums;
    private Exception? _failure;

    /// <summary>The part.</summary>
    public ComputeGradient Work => work;

    /// <summary>Returns true to one caller: the thread that computes it.</summary>
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

    /// <summary>Returns the result: computes it if no helper has begun, else waits for it.</summary>
    public NodeSum[] Finish()
    {
        if (TryClaim()) Compute(own);
        lock (_gate)
        {
            while (_sums is null && _failure is null) Monitor.Wait(_gate);
        }
        return _sums ?? throw new InvalidOperationException("a gradient could not be computed", _failure);
    }
}

/// <summary>Returns zeros at no cost, for simulations of the protocol alone.</summary>
/// <param name="buffers">The buffers of the gradients.</param>
/// <param name="bytes">The bytes that a real sum would take on a wire.</param>
internal sealed class ZeroGradient(GradientBuffers buffers, int bytes) : IPartGradient
{
    public NodeSum[] Compute(ReadOnlySpan<float> parameters, Minibatch minibatch, Part part, CancellationToken cancel = default)
    {
        var nodes = part.Nodes(minibatch);
        var sums = new NodeSum[nodes.Length];
        for (var i = 0; i < sums.Length; i++)
        {
            var gradient = buffers.Take();
            gradient.Span.Clear();
            sums[i] = new NodeSum(nodes[i], gradient, 0, 0) { Bytes = bytes };
        }
        return sums;
    }
}
