using ActorBackprop.Actors.Protocol;
using ActorBackprop.Learning.Numerics;
using Akka.Actor;

namespace ActorBackprop.Actors.Tests.Support;

/// <summary>Makes some parts fail, chosen by a seed, before they are computed or after.</summary>
internal sealed class SeededCrashes(int seed, int most)
{
    private readonly Lock _lock = new();
    private readonly RandomSource _random = new((ulong)seed, RandomPurpose.SampleOrder, 0);

    public int Count { get; private set; }

    public IGradientComputation Around(int number, IGradientComputation inner) => new Crashing(this, number, inner);

    private bool Strikes()
    {
        lock (_lock)
        {
            if (Count == most || _random.NextBelow(4) > 0) return false;
            Count++;
            return true;
        }
    }

    private sealed class Crashing(SeededCrashes crashes, int number, IGradientComputation inner) : IGradientComputation
    {
        public void Start(ComputeGradient work, IActorRef replyTo)
        {
            if (!crashes.Strikes()) inner.Start(work, replyTo);
            else replyTo.Tell(new PartFailed(work, new InvalidOperationException($"worker {number} crashes on purpose")));
        }
    }
}
