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
        { "closed", "the other side has ended it|it could not be read from: .*" },
        { "stopped", "it has stopped" },
    };

    [Theory, MemberData(nameof(Signs))]
    public void At_the_first_sign_its_workers_are_gone_for_whoever_watches_and_that_is_told_once(string sign, string why)
    {
        StartGate();
        var (recruit, other) = (Recruit(), Recruit(Machines.Far));
        recruit.Joins(workers: 2, process: 11, Child(11));
        Observer.ExpectMsg<ProcessJoined>();
        other.Joins(process: 12);
        Observer.ExpectMsg<ProcessJoined>();
        var gone = new HashSet<IActorRef> { Registered(recruit, 0, 1), Registered(recruit, 1, 1) };
        foreach (var proxy in gone.Append(Registered(other, 2, 1))) Server.Watch(proxy);
        Show(sign, recruit);
        Assert.Equal(gone, [Server.ExpectMsg<Terminated>().ActorRef, Server.ExpectMsg<Terminated>().ActorRef]);
        var lost = Observer.ExpectMsg<ProcessLost>();
        Assert.Equal((ProcessIdentity.Child(11), false), (lost.Process, lost.IsGraceful));
        Assert.Matches($"^({why})$", lost.Why);
        Assert.Equal([0, 1], lost.Workers);
        foreach (var also in Signs) Show((string)also[0], recruit);
        ObserverGetsNothing();
        Assert.False(Server.HasMessages);
        other.Registers(2, 1); // the other one is still here
        Server.ExpectMsg<Actors.Messages.RegisterWorker>();
    }

    [Fact]
    public void A_process_that_this_one_finds_silent_is_lost_and_that_is_said()
    {
        StartGate();
        var recruit = Recruit();
        recruit.Joins(process: 13);
        Observer.ExpectMsg<ProcessJoined>();
        var proxy = Registered(recruit, 0, 1);
        Server.Watch(proxy);
        // As Akka's watcher of remote systems tells those who watch their actors.
        var seen = (IInternalActorRef)ClusterSystem.Resolve(Machines.Leader, recruit.Path);
        ((IInternalActorRef)recruit.MemberIn(Machines.Leader)!).SendSystemMessage(new DeathWatchNotification(seen, existenceConfirmed: false, addressTerminated: true));
        Assert.Equal(proxy, Server.ExpectMsg<Terminated>().ActorRef);
        Assert.Equal("it does not answer", Observer.ExpectMsg<ProcessLost>().Why);
    }

    [Fact]
    public void A_process_that_has_the_id_of_a_child_does_not_end_with_it_and_the_child_not_with_that_process()
    {
        StartGate();
        var (stranger, child) = (Recruit(), Recruit(Machines.Far)); // the address says nothing of who started it
        var key = Child(14);
        stranger.Joins(process: 14);
        Assert.Equal(new ProcessIdentity(14, stranger.Address.ToString()), Observer.ExpectMsg<ProcessJoined>().Process);
        child.Joins(process: 3, child: key); // in its container it has another id
        Assert.Equal(ProcessIdentity.Child(14), Observer.ExpectMsg<ProcessJoined>().Process);
        stranger.Stops();
        Assert.Equal(new ProcessIdentity(14, stranger.Address.ToString()), Observer.ExpectMsg<ProcessLost>().Process);
        ObserverGetsNothing();
        Gate.Tell(new Gate.ProcessEnded(14, "it ended"));
        Assert.Equal(ProcessIdentity.Child(14), Observer.ExpectMsg<ProcessLost>().Process);
    }

    [Fact]
    public void A_process_proves_to_be_a_child_with_the_key_of_one_that_runs_and_with_no_other()
    {
        StartGate();
        var (guessed, late) = (Recruit(), Recruit());
        var key = Child(14);
        guessed.Joins(process: 14, child: key + "!");
        Assert.False(Observer.ExpectMsg<ProcessJoined>().Process.IsChild);
        Gate.Tell(new Gate.ProcessEnded(14, "it ended"));
        late.Joins(process: 14, child: key);
        Assert.False(Observer.ExpectMsg<ProcessJoined>().Process.IsChild);
    }

    [Fact]
    public void A_failure_of_its_member_at_the_gate_is_the_loss_of_that_process_alone()
    {
        StartGate();
        var (recruit, other) = (Recruit(), Recruit());
        recruit.Joins(process: 21);
        other.Joins(process: 22);
        Observer.ExpectMsg<ProcessJoined>();
        Observer.ExpectMsg<ProcessJoined>();
        var (proxy, one) = (Registered(recruit, 0, 1), Registered(other, 1, 1));
        Server.Watch(proxy);
        Server.Watch(one);
        recruit.WatchesMember();
        recruit.MemberIn(Machines.Leader)!.Tell(Kill.Instance); // it throws
        Assert.Equal(proxy, Server.ExpectMsg<Terminated>().ActorRef);
        var lost = Observer.ExpectMsg<ProcessLost>();
        Assert.Equal((21, "its actor at the leader has failed; the log says why", false), (lost.Process.Id, lost.Why, lost.IsGraceful));
        recruit.Inbox.NextWhy();
        recruit.Gets<Terminated>(); // so the process ends, too
        other.Registers(1, 1);
        Server.ExpectMsg<Actors.Messages.RegisterWorker>();
        Assert.Equal(0, Recruit().IsAccepted().Workers.Single().Number); // which is free again
    }

    [Fact]
    public void A_failure_of_its_member_before_it_has_joined_leaves_nothing_behind()
    {
        StartGate();
        var recruit = Recruit();
        var accepted = recruit.IsAccepted(workers: 4, process: 23);
        recruit.MemberIn(Machines.Leader)!.Tell(Kill.Instance);
        Assert.Equal(23, Observer.ExpectMsg<ProcessLost>().Process.Id);
        Assert.Throws<IOException>(() => recruit.Opens(accepted)); // its key is revoked
        Assert.Equal(4, Recruit().IsAccepted(workers: 4).Workers.Count);
    }

    [Theory, MemberData(nameof(Ends))]
    public void When_the_gate_stops_its_workers_are_gone_and_their_wires_closed(object end)
    {
        StartGate();
        var recruit = Recruit();
        recruit.Joins();
        Observer.ExpectMsg<ProcessJoined>();
        var proxy = Registered(recruit, 0, 1);
        Server.Watch(proxy);
        Gate.Tell(end);
        Assert.Equal(proxy, Server.ExpectMsg<Terminated>().ActorRef);
        recruit.Inbox.NextWhy();
    }

    [Fact]
    public void The_wire_of_a_process_that_is_lost_is_closed()
    {
        StartGate();
        var recruit = Recruit();
        recruit.Joins(process: 19, child: Child(19));
        Observer.ExpectMsg<ProcessJoined>();
        Gate.Tell(new Gate.ProcessEnded(19, "it ended"));
        recruit.Inbox.NextWhy();
    }

    [Fact]
    public void The_key_of_a_process_that_is_lost_opens_no_wire()
    {
        StartGate();
        var recruit = Recruit();
        var accepted = recruit.IsAccepted(process: 20, child: Child(20));
        Gate.Tell(new Gate.ProcessEnded(20, "it ended"));
        Observer.ExpectMsg<ProcessLost>();
        Assert.Contains("its key is wrong or used", Assert.Throws<IOException>(() => recruit.Opens(accepted)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_number_comes_back_with_a_higher_incarnation_than_was_ever_seen()
    {
        StartGate();
        var recruit = Recruit();
        recruit.Joins(process: 15, child: Child(15));
        Observer.ExpectMsg<ProcessJoined>();
        Registered(recruit, 0, 1);
        Registered(recruit, 0, 3);
        Gate.Tell(new Gate.ProcessEnded(15, "it ended"));
        Observer.ExpectMsg<ProcessLost>();
        Assert.Equal(new WorkerId(0, 4), Recruit().IsAccepted().Workers.Single());
    }

    [Theory, InlineData(true), InlineData(false)]
    public void Who_leaves_of_its_own_wish_is_told_so(bool byWire)
    {
        StartGate();
        var recruit = Recruit();
        recruit.Joins(process: 16);
        Observer.ExpectMsg<ProcessJoined>();
        var proxy = Registered(recruit, 0, 1);
        Server.Watch(proxy);
        if (byWire) recruit.Link!.SendLeave();
        else recruit.Says(new LeaveTraining());
        Assert.Equal(proxy, Server.ExpectMsg<Terminated>().ActorRef);
        var lost = Observer.ExpectMsg<ProcessLost>();
        Assert.Equal((16, "it left", true), (lost.Process.Id, lost.Why, lost.IsGraceful));
    }

    [Fact]
    public void Who_is_lost_before_its_wire_is_open_leaves_its_places()
    {
        StartGate();
        Recruit().IsAccepted(workers: 4, process: 17, Child(17));
        Gate.Tell(new Gate.ProcessEnded(17, "it ended"));
        Assert.Equal(17, Observer.ExpectMsg<ProcessLost>().Process.Id);
        Assert.Equal(4, Recruit().IsAccepted(workers: 4).Workers.Count);
    }

    [Fact]
    public void Whom_the_gate_is_asked_to_tell_is_told_too()
    {
        StartGate();
        var another = Machines.Probe(Machines.Leader);
        Gate.Tell(new Gate.Observe(another.Ref));
        Recruit().Joins(process: 18);
        Assert.Equal(18, another.ExpectMsg<ProcessJoined>().Process.Id);
    }

    private void Show(string sign, PlayedProcess recruit)
    {
        switch (sign)
        {
            case "ended":
                Gate.Tell(new Gate.ProcessEnded(11, "it ended with exit code 137"));
                break;
            case "disassociated":
                Machines.Leader.EventStream.Publish(new DisassociatedEvent(ClusterSystem.AddressOf(Machines.Leader), recruit.Address, inbound: true));
                break;
            case "closed":
                recruit.Link!.Dispose();
                break;
            default:
                recruit.Stops();
                break;
        }
    }
}
