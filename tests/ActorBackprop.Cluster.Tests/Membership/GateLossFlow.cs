using ActorBackprop.Actors.Messages;
using ActorBackprop.Cluster.Hosts;
using ActorBackprop.Cluster.Membership;
using Akka.Actor;
using Akka.Dispatch.SysMsg;
using Akka.Remote;

namespace ActorBackprop.Cluster.Tests.Membership;

public sealed class GateLossFlow(Machines machines) : GateTest(machines)
{
    public static TheoryData<object> Ends => [PoisonPill.Instance, Kill.Instance];

    public static TheoryData<string, string> Signs => new()
    {
        { "ended", "it ended with exit code 137" },
        { "disassociated", "its connection is gone" },
        { "closed", "the other side has closed it|reading from it failed: .*" },
        { "stopped", "it has stopped" },
    };

    [Theory, MemberData(nameof(Signs))]
    public void The_first_sign_of_a_loss_stops_the_proxies_and_is_reported_once(string sign, string why)
    {
        StartGate();
        var (process, other) = (StartProcess(), StartProcess(Machines.Far));
        process.Join(workers: 2, process: 11, Child(11));
        Observer.ExpectMsg<ProcessJoined>();
        other.Join(process: 12);
        Observer.ExpectMsg<ProcessJoined>();
        var gone = new HashSet<IActorRef> { Registered(process, 0, 1), Registered(process, 1, 1) };
        foreach (var proxy in gone.Append(Registered(other, 2, 1))) Server.Watch(proxy);
        Show(sign, process);
        Assert.Equal(gone, [Server.ExpectMsg<Terminated>().ActorRef, Server.ExpectMsg<Terminated>().ActorRef]);
        var lost = Observer.ExpectMsg<ProcessLost>();
        Assert.Equal((ProcessIdentity.Child(11), false), (lost.Process, lost.IsGraceful));
        Assert.Matches($"^({why})$", lost.Why);
        Assert.Equal([0, 1], lost.Workers);
        foreach (var also in Signs) Show((string)also[0], process);
        AssertObserverGotNothing();
        Assert.False(Server.HasMessages);
        other.Register(2, 1); // the other process is still a member
        Server.ExpectMsg<Actors.Messages.RegisterWorker>();
    }

    [Fact]
    public void A_silent_process_is_lost_and_the_reason_says_so()
    {
        StartGate();
        var process = StartProcess();
        process.Join(process: 13);
        Observer.ExpectMsg<ProcessJoined>();
        var proxy = Registered(process, 0, 1);
        Server.Watch(proxy);
        // The notification of Akka's watcher of remote systems.
        var seen = (IInternalActorRef)ClusterSystem.Resolve(Machines.Leader, process.Path);
        ((IInternalActorRef)process.MemberIn(Machines.Leader)!).SendSystemMessage(new DeathWatchNotification(seen, existenceConfirmed: false, addressTerminated: true));
        Assert.Equal(proxy, Server.ExpectMsg<Terminated>().ActorRef);
        Assert.Equal("it does not answer", Observer.ExpectMsg<ProcessLost>().Why);
    }

    [Fact]
    public void A_stranger_with_the_process_id_of_a_child_is_lost_separately()
    {
        StartGate();
        var (stranger, child) = (StartProcess(), StartProcess(Machines.Far)); // the address does not tell which process started it
        var key = Child(14);
        stranger.Join(process: 14);
        Assert.Equal(new ProcessIdentity(14, stranger.Address.ToString()), Observer.ExpectMsg<ProcessJoined>().Process);
        child.Join(process: 3, child: key); // another id in its container
        Assert.Equal(ProcessIdentity.Child(14), Observer.ExpectMsg<ProcessJoined>().Process);
        stranger.Stop();
        Assert.Equal(new ProcessIdentity(14, stranger.Address.ToString()), Observer.ExpectMsg<ProcessLost>().Process);
        AssertObserverGotNothing();
        Gate.Tell(new Gate.ProcessEnded(14, "it ended"));
        Assert.Equal(ProcessIdentity.Child(14), Observer.ExpectMsg<ProcessLost>().Process);
    }

    [Fact]
    public void Only_the_key_of_a_running_child_proves_that_a_process_is_one()
    {
        StartGate();
        var (guessed, late) = (StartProcess(), StartProcess());
        var key = Child(14);
        guessed.Join(process: 14, child: key + "!");
        Assert.False(Observer.ExpectMsg<ProcessJoined>().Process.IsChild);
        Gate.Tell(new Gate.ProcessEnded(14, "it ended"));
        late.Join(process: 14, child: key);
        Assert.False(Observer.ExpectMsg<ProcessJoined>().Process.IsChild);
    }

    [Fact]
    public void A_member_that_fails_loses_only_its_own_process()
    {
        StartGate();
        var (process, other) = (StartProcess(), StartProcess());
        process.Join(process: 21);
        other.Join(process: 22);
        Observer.ExpectMsg<ProcessJoined>();
        Observer.ExpectMsg<ProcessJoined>();
        var (proxy, one) = (Registered(process, 0, 1), Registered(other, 1, 1));
        Server.Watch(proxy);
        Server.Watch(one);
        process.WatchMember();
        process.MemberIn(Machines.Leader)!.Tell(Kill.Instance); // it throws
        Assert.Equal(proxy, Server.ExpectMsg<Terminated>().ActorRef);
        var lost = Observer.ExpectMsg<ProcessLost>();
        Assert.Equal((21, "its actor at the leader has failed; the log says why", false), (lost.Process.Id, lost.Why, lost.IsGraceful));
        process.Inbox.NextWhy();
        process.Receive<Terminated>(); // so that the process ends, too
        other.Register(1, 1);
        Server.ExpectMsg<Actors.Messages.RegisterWorker>();
        Assert.Equal(0, StartProcess().GetAccepted().Workers.Single().Number); // which is free again
    }

    [Fact]
    public void A_member_that_fails_before_joining_frees_its_numbers_and_its_key()
    {
        StartGate();
        var process = StartProcess();
        var accepted = process.GetAccepted(workers: 4, process: 23);
        process.MemberIn(Machines.Leader)!.Tell(Kill.Instance);
        Assert.Equal(23, Observer.ExpectMsg<ProcessLost>().Process.Id);
        Assert.Throws<IOException>(() => process.OpenWire(accepted)); // its key is revoked
        Assert.Equal(4, StartProcess().GetAccepted(workers: 4).Workers.Count);
    }

    [Theory, MemberData(nameof(Ends))]
    public void A_gate_that_stops_stops_its_proxies_and_closes_their_wires(object end)
    {
        StartGate();
        var process = StartProcess();
        process.Join();
        Observer.ExpectMsg<ProcessJoined>();
        var proxy = Registered(process, 0, 1);
        Server.Watch(proxy);
        Gate.Tell(end);
        Assert.Equal(proxy, Server.ExpectMsg<Terminated>().ActorRef);
        process.Inbox.NextWhy();
    }

    [Fact]
    public void The_wire_of_a_process_that_is_lost_is_closed()
    {
        StartGate();
        var process = StartProcess();
        process.Join(process: 19, child: Child(19));
        Observer.ExpectMsg<ProcessJoined>();
        Gate.Tell(new Gate.ProcessEnded(19, "it ended"));
        process.Inbox.NextWhy();
    }

    [Fact]
    public void The_key_of_a_process_that_is_lost_opens_no_wire()
    {
        StartGate();
        var process = StartProcess();
        var accepted = process.GetAccepted(process: 20, child: Child(20));
        Gate.Tell(new Gate.ProcessEnded(20, "it ended"));
        Observer.ExpectMsg<ProcessLost>();
        Assert.Contains("its key is wrong or used", Assert.Throws<IOException>(() => process.OpenWire(accepted)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_reused_number_gets_a_higher_incarnation_than_any_before()
    {
        StartGate();
        var process = StartProcess();
        process.Join(process: 15, child: Child(15));
        Observer.ExpectMsg<ProcessJoined>();
        Registered(process, 0, 1);
        Registered(process, 0, 3);
        Gate.Tell(new Gate.ProcessEnded(15, "it ended"));
        Observer.ExpectMsg<ProcessLost>();
        Assert.Equal(new WorkerId(0, 4), StartProcess().GetAccepted().Workers.Single());
    }

    [Theory, InlineData(true), InlineData(false)]
    public void A_process_that_leaves_is_reported_as_having_left(bool byWire)
    {
        StartGate();
        var process = StartProcess();
        process.Join(process: 16);
        Observer.ExpectMsg<ProcessJoined>();
        var proxy = Registered(process, 0, 1);
        Server.Watch(proxy);
        if (byWire) process.Link!.SendLeave();
        else process.Send(new LeaveTraining());
        Assert.Equal(proxy, Server.ExpectMsg<Terminated>().ActorRef);
        var lost = Observer.ExpectMsg<ProcessLost>();
        Assert.Equal((16, "it left", true), (lost.Process.Id, lost.Why, lost.IsGraceful));
    }

    [Fact]
    public void A_process_that_is_lost_before_its_wire_opens_frees_its_numbers()
    {
        StartGate();
        StartProcess().GetAccepted(workers: 4, process: 17, Child(17));
        Gate.Tell(new Gate.ProcessEnded(17, "it ended"));
        Assert.Equal(17, Observer.ExpectMsg<ProcessLost>().Process.Id);
        Assert.Equal(4, StartProcess().GetAccepted(workers: 4).Workers.Count);
    }

    [Fact]
    public void An_added_observer_is_told_too()
    {
        StartGate();
        var another = Machines.Probe(Machines.Leader);
        Gate.Tell(new Gate.Observe(another.Ref));
        StartProcess().Join(process: 18);
        Assert.Equal(18, another.ExpectMsg<ProcessJoined>().Process.Id);
    }

    private void Show(string sign, PlayedProcess process)
    {
        switch (sign)
        {
            case "ended":
                Gate.Tell(new Gate.ProcessEnded(11, "it ended with exit code 137"));
                break;
            case "disassociated":
                Machines.Leader.EventStream.Publish(new DisassociatedEvent(ClusterSystem.AddressOf(Machines.Leader), process.Address, inbound: true));
                break;
            case "closed":
                process.Link!.Dispose();
                break;
            default:
                process.Stop();
                break;
        }
    }
}
