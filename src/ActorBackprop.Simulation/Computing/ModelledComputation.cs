using ActorBackprop.Actors;
using ActorBackprop.Actors.Messages;
using ActorBackprop.Learning.Compression;
using ActorBackprop.Learning.Gradients;
using ActorBackprop.Simulation.Worlds;
using Akka.Actor;

namespace ActorBackprop.Simulation.Computing;

/// <summary>
/// A simulated worker's computation: takes the virtual time that the model says, and answers with the gradient. If the machine crashes
/// meanwhile, no answer comes.
/// </summary>
/// <param name="world">The world.</param>
/// <param name="worker">The worker.</param>
/// <param name="times">How long parts take.</param>
/// <param name="gradients">Computes the gradients.</param>
/// <param name="compression">Compresses them when a part ends, in the order of virtual time; null for none.</param>
internal sealed class ModelledComputation(
    World world, SimulatedWorker worker, PartTimes times, GradientPool gradients, GradientCompression? compression) : IGradientComputation
{
    private GradientJob? _job; // null when it is idle

    /// <summary>The part that it computes; null when it is idle.</summary>
    public Activity? Current { get; private set; }

    /// <inheritdoc/>
    public void Start(ComputeGradient work, IActorRef replyTo)
    {
        var (node, system) = (worker.Node, world.Virtual);
        var (starts, time) = (node.Starts, world.EvaluatorTimes.Stretch(times.Of(worker.Number, work)));
        var job = _job = gradients.Begin(work);
        var activity = Current = new Activity(work.Minibatch.Step, work.Part, system.Now, system.Now + time);
        world.ComputeStarted?.Invoke(worker, activity);
        system.At(activity.Until, () =>
        {
            if (!ReferenceEquals(Current, activity)) return; // it was cancelled
            (Current, _job) = (null, null);
            if (!node.IsUp || node.Starts != starts) return;
            world.ComputeEnded?.Invoke(worker, activity);
            IReadOnlyList<NodeSum> sums = job.Finish();
            replyTo.Tell(new PartComputed(work, compression?.Compress(work.Minibatch, work.Part, work.Version, sums) ?? sums));
        });
    }

    /// <inheritdoc/>
    public void Cancel(ComputeGradient work)
    {
        if (_job is not { } job || !ReferenceEquals(job.Work, work)) return;
        job.TryClaim(); // so that no helper begins it
        (Current, _job) = (null, null);
    }
}

/// <summary>A part that a simulated worker computes.</summary>
/// <param name="Step">The step.</param>
/// <param name="Part">Its microbatches.</param>
/// <param name="Since">When it began.</param>
/// <param name="Until">When it ends, unless the worker crashes.</param>
public sealed record Activity(long Step, Part Part, TimeSpan Since, TimeSpan Until);
