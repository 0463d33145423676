using ActorBackprop.Actors.Messages;
using Akka.Actor;

namespace ActorBackprop.Actors.Tests.Support;

/// <summary>Lets computations fail in the middle of their part, where it is told to.</summary>
internal sealed class Crashes(Func<int, ComputeGradient, bool> strikes)
{
    private readonly Lock _lock = new();

    public int Count { get; private set; }

    /// <summary>Each part with a chance of 1 in 8, and no worker more often than its supervisor forgives.</summary>
    public static Crashes Seeded(int seed, int workers)
    {
        var random = Enumerable.Range(0, workers).Select(number => new Random(seed * 1000 + number)).ToArray();
        var left = Enumerable.Repeat(InProcess.InProcessHost.MaxRestarts - 1, workers).ToArray();
        return new Crashes((number, _) => random[number].Next(8) == 0 && left[number]-- > 0);
    }

    public IGradientComputation Around(int number, IGradientComputation inner) => new Crashing(this, number, inner);

    private bool Strikes(int number, ComputeGradient work)
    {
        lock (_lock)
        {
            if (!strikes(number, work)) return false;
            Count++;
            return true;
        }
    }

    private sealed class Crashing(Crashes crashes, int number, IGradientComputation inner) : IGradientComputation
    {
        public void Start(ComputeGradient work, IActorRef replyTo)
        {
            if (!crashes.Strikes(number, work))
            {
                inner.Start(work, replyTo);
                return;
            }
            inner.Start(work, ActorRefs.Nobody); // the work is done and the result lost
            replyTo.Tell(new PartFailed(work, new InvalidOperationException("on purpose")));
        }
    }
}
