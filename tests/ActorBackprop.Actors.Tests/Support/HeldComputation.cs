using System.Collections.Concurrent;
using ActorBackprop.Actors.Messages;
using ActorBackprop.Learning.Gradients;
using Akka.Actor;

namespace ActorBackprop.Actors.Tests.Support;

/// <summary>A computation that is done, or fails, when the test says so.</summary>
internal sealed class HeldComputation : IGradientComputation
{
    private readonly BlockingCollection<ComputeGradient> _started = [];

    /// <summary>Thrown in the worker where a computation would begin; null for nothing.</summary>
    public Exception? Fault { get; set; }

    public void Start(ComputeGradient work, IActorRef replyTo)
    {
        if (Fault is not null) throw Fault;
        _started.Add(work);
    }

    /// <summary>What was cancelled, in order.</summary>
    public ConcurrentQueue<ComputeGradient> Cancelled { get; } = [];

    public void Cancel(ComputeGradient work) => Cancelled.Enqueue(work);

    /// <summary>What was begun first and is not finished yet.</summary>
    public ComputeGradient Take()
    {
        Assert.True(_started.TryTake(out var work, TimeSpan.FromSeconds(20)), "no computation was begun");
        return work;
    }

    /// <summary>Computations that were begun and not taken.</summary>
    public int Count => _started.Count;

    public ComputeGradient Finish(IActorRef worker)
    {
        var work = Take();
        worker.Tell(new PartComputed(work, Array.Empty<NodeSum>()));
        return work;
    }
}
