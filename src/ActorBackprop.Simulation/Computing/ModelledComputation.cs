using ActorBackprop.Actors;
using ActorBackprop.Actors.Messages;
using ActorBackprop.Learning.Gradients;
using ActorBackprop.Simulation.Worlds;
using Akka.Actor;

namespace ActorBackprop.Simulation.Computing;

/// <summary>
/// A simulated worker's computation: takes the time that the model says, in virtual time, and answers with the gradient
/// itself. If the machine crashes meanwhile, nobody answers.
/// </summary>
internal sealed class ModelledComputation(World world, SimulatedWorker worker, PartTimes times, IGradients gradients) : IGradientComputation
{
    private (ComputeGradient Work, IPendingGradient Gradient)? _pending; // null when it is idle

    /// <summary>What it is at; null when it is idle.</summary>
    public Activity? Current { get; private set; }

    /// <inheritdoc/>
    public void Start(ComputeGradient work, IActorRef replyTo)
    {
        var (node, system) = (worker.Node, world.Virtual);
        var (starts, time) = (node.Starts, world.EvaluatorTimes.Stretch(times.Of(worker.Number, work)));
        var pending = gradients.Begin(work);
        _pending = (work, pending);
        var activity = Current = new Activity(work.Minibatch.Step, work.Part, system.Now, system.Now + time);
        world.ComputeStarted?.Invoke(worker, activity);
        system.At(activity.Until, () =>
        {
            if (!ReferenceEquals(Current, activity)) return; // it was cancelled
            (Current, _pending) = (null, null);
            if (!node.IsUp || node.Starts != starts) return;
            world.ComputeEnded?.Invoke(worker, activity);
            replyTo.Tell(new PartComputed(work, pending.Finish()));
        });
    }

    /// <inheritdoc/>
    public void Cancel(ComputeGradient work)
    {
        if (_pending is not { } pending || !ReferenceEquals(pending.Work, work)) return;
        pending.Gradient.Abandon();
        (Current, _pending) = (null, null);
    }
}

/// <summary>A part that a simulated worker computes.</summary>
/// <param name="Step">Of which step.</param>
/// <param name="Part">Which microbatches.</param>
/// <param name="Since">When it began.</param>
/// <param name="Until">When it ends, unless the worker crashes.</param>
public sealed record Activity(long Step, Part Part, TimeSpan Since, TimeSpan Until);
