using ActorBackprop.Actors;
using ActorBackprop.Actors.Messages;
using Akka.Actor;

namespace ActorBackprop.Runs.Calibration;

/// <summary>Computes as another does, and notes when.</summary>
/// <param name="computation">Who computes; it is done when it returns.</param>
/// <param name="clock">Tells the time.</param>
/// <param name="computed">Told of each part, between two parts.</param>
internal sealed class TimedComputation(IGradientComputation computation, TimeProvider clock, Action<TimedPart> computed) : IGradientComputation
{
    public void Start(ComputeGradient work, IActorRef replyTo)
    {
        var since = clock.GetTimestamp();
        computation.Start(work, replyTo);
        var samples = work.Minibatch.SamplesOf(work.Part.From, work.Part.To);
        computed(new TimedPart(samples, work.Minibatch.Samples, since, clock.GetTimestamp()));
    }
}
