using System.Net;
using ActorBackprop.Actors.Messages;
using ActorBackprop.Cluster.Hosts;
using ActorBackprop.Cluster.Membership;
using ActorBackprop.Cluster.Transport;
using Akka.Actor;
using Akka.TestKit;

namespace ActorBackprop.Cluster.Tests.Membership;

/// <summary>A gate between a played server, an observer and recruits that really come over loopback.</summary>
public abstract class GateTest(Machines machines) : IClassFixture<Machines>, IDisposable
{
    private readonly List<PlayedProcess> _recruits = [];
    private LeaderWire? _wire;

    private protected Machines Machines => machines;

    private protected TestProbe Server { get; } = Machines.Probe(machines.Leader);

    private protected TestProbe Observer { get; } = Machines.Probe(machines.Leader);

    private protected IActorRef Gate { get; private set; } = ActorRefs.Nobody;

    private protected void StartGate(WireKind? forced = null)
    {
        _wire = new LeaderWire(SomeGate.Settings.Contract, new IPEndPoint(IPAddress.Loopback, 0), tls: null, forced);
        Gate = machines.Leader.ActorOf(Props.Create<Gate>(SomeGate.Settings, Server.Ref, _wire, new[] { Observer.Ref }));
    }

    private protected PlayedProcess Recruit(ActorSystem? system = null)
    {
        var recruit = new PlayedProcess(system ?? machines.Near, Gate, machines.Leader);
        _recruits.Add(recruit);
        return recruit;
    }

    /// <summary>The leader has started a process.</summary>
    /// <returns>The key by which it proves that.</returns>
    private protected string Child(int process)
    {
        var key = $"the key of {process}";
        Gate.Tell(new Gate.ChildStarted(process, key));
        return key;
    }

    /// <summary>A worker registers, and the server sees it.</summary>
    /// <returns>Who stands for it at the leader.</returns>
    private protected IActorRef Registered(PlayedProcess recruit, int number, int incarnation)
    {
        recruit.Registers(number, incarnation);
        Assert.Equal(new RegisterWorker(new WorkerId(number, incarnation), -1), Server.ExpectMsg<RegisterWorker>());
        return Server.LastSender;
    }

    /// <summary>The gate has told the observer nothing that the test does not know of.</summary>
    private protected void ObserverGetsNothing()
    {
        foreach (var member in _recruits.Select(recruit => recruit.MemberIn(machines.Leader)).OfType<IActorRef>())
        {
            member.Tell(new Identify(null), Observer.Ref); // answered when it has told the gate all it had to tell, or has stopped
            Assert.IsType<ActorIdentity>(Observer.ReceiveOne());
        }
        Gate.Tell(new Identify(null), Observer.Ref);
        Assert.NotNull(Assert.IsType<ActorIdentity>(Observer.ReceiveOne()).Subject); // else the gate is gone
    }

    public void Dispose()
    {
        foreach (var recruit in _recruits) recruit.Dispose();
        Gate.GracefulStop(TimeSpan.FromSeconds(20)).Wait();
        _wire?.Dispose();
        GC.SuppressFinalize(this);
    }
}
