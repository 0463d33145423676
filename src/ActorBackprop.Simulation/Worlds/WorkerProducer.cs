using ActorBackprop.Actors;
using Akka.Actor;

namespace ActorBackprop.Simulation.Worlds;

/// <summary>
/// Makes a simulated worker. Akka's own way looks its constructor up and compiles a call of it, and does so anew whenever
/// the collector has thrown the call away: with thousands of workers that crash and come back it is much of all work.
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
