using ActorBackprop.Actors.Protocol;
using Akka.Actor;

namespace ActorBackprop.Actors.Tests.Support;

/// <summary>Computes nothing: remembers what it was asked, for the test to answer when it likes.</summary>
internal sealed class ManualComputation : IGradientComputation
{
    private readonly List<ComputeGradient> _started = [];

    public IReadOnlyList<ComputeGradient> Started
    {
        get
        {
            lock (_started) return [.. _started];
        }
    }

    public void Start(ComputeGradient work, IActorRef replyTo)
    {
        lock (_started) _started.Add(work);
    }
}
