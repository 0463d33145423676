using System.Net;
using ActorBackprop.Actors.Messages;
using ActorBackprop.Cluster.Hosts;
using ActorBackprop.Cluster.Membership;
using ActorBackprop.Cluster.Transport;
using Akka.Actor;
using Akka.TestKit;

namespace ActorBackprop.Cluster.Tests.Membership;

/// <summary>A gate with a played server, an observer and processes that connect over loopback.</summary>
public abstract class GateTest(Machines machines) : IClassFixture<Machines>, IDisposable
{
    private readonly List<PlayedProcess> _processes = [];
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

    private protected PlayedProcess StartProcess(ActorSystem? system = null)
    {
        var process = new PlayedProcess(system ?? machines.Near, Gate, machines.Leader);
        _processes.Add(process);
        return process;
    }

    /// <summary>Tells the gate that the leader has started a process, and returns the key of the process.</summary>
    private protected string Child(int process)
    {
        var key = $"the key of {process}";
        Gate.Tell(new Gate.ChildStarted(process, key));
        return key;
    }

    /// <summary>Registers a worker, waits until the server sees it, and returns its proxy.</summary>
    private protected IActorRef Registered(PlayedProcess process, int number, int incarnation)
    {
        process.Register(number, incarnation);
        Assert.Equal(new RegisterWorker(new WorkerId(number, incarnation), -1), Server.ExpectMsg<RegisterWorker>());
        return Server.LastSender;
    }

    /// <summary>Asserts that the observer has received nothing else.</summary>
    private protected void AssertObserverGotNothing()
    {
        foreach (var member in _processes.Select(process => process.MemberIn(machines.Leader)).OfType<IActorRef>())
        {
            member.Tell(new Identify(null), Observer.Ref); // answered after everything that it has told the gate, or when it has stopped
            Assert.IsType<ActorIdentity>(Observer.ReceiveOne());
        }
        Gate.Tell(new Identify(null), Observer.Ref);
        Assert.NotNull(Assert.IsType<ActorIdentity>(Observer.ReceiveOne()).Subject); // otherwise the gate has stopped
    }

    public void Dispose()
    {
        foreach (var process in _processes) process.Dispose();
        Gate.GracefulStop(TimeSpan.FromSeconds(20)).Wait();
        _wire?.Dispose();
        GC.SuppressFinalize(this);
    }
}
