using ActorBackprop.Actors;
using ActorBackprop.Simulation.Computing;
using ActorBackprop.VirtualTime;
using Akka.Actor;

namespace ActorBackprop.Simulation.Worlds;

/// <summary>A worker of the world. It stays the same when its machine crashes and starts again.</summary>
public sealed class SimulatedWorker
{
    private readonly PartTimes _times;

    internal SimulatedWorker(int number, PartTimes times) => (Number, _times) = (number, times);

    /// <summary>Its number.</summary>
    public int Number { get; }

    /// <summary>Its machine.</summary>
    public Node Node { get; internal set; } = null!;

    /// <summary>The part that it computes; null when it is idle or its machine is down.</summary>
    public Activity? Activity => Node.IsUp ? Computation.Current : null;

    /// <summary>How many times as long its parts take.</summary>
    public double Factor
    {
        get;
        internal set => _times.Slow(Number, field = value);
    } = 1;

    internal ModelledComputation Computation { get; set; } = null!;
}

/// <summary>
/// Creates the actor of a simulated worker. Akka's own way looks the constructor up and compiles a call of it, again whenever
/// the garbage collector has dropped the call. With thousands of workers that crash and restart, that takes most of the time.
/// </summary>
internal sealed class WorkerProducer(int number, Incarnations incarnations, IActorRef server, IGradientComputation computation)
    : IIndirectActorProducer
{
    public Type ActorType => typeof(Worker);

    public ActorBase Produce() => new Worker(number, incarnations, server, computation);

    public void Release(ActorBase actor)
    {
    }
}
