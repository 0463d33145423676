using ActorBackprop.Actors.Messages;
using ActorBackprop.Cluster.Hosts;
using ActorBackprop.Cluster.Membership;
using ActorBackprop.Cluster.Tests.Transport.Support;
using ActorBackprop.Cluster.Transport;
using ActorBackprop.Cluster.Transport.Chunks;
using ActorBackprop.Learning.Gradients;
using ActorBackprop.Learning.Sampling;
using Akka.Actor;

namespace ActorBackprop.Cluster.Tests.Membership;

public sealed class GateJoiningFlow(Machines machines) : GateTest(machines)
{
    [Fact]
    public void A_process_that_agrees_gets_numbers_and_a_wire_and_its_workers_get_proxies()
    {
        StartGate();
        var process = StartProcess();
        process.Send(SomeGate.Request(workers: 2));
        Assert.Equal(new JoinOffer("a run", SomeGate.Settings.Configuration, CancelsParts: false), process.Receive<JoinOffer>());
        process.Send(SomeGate.Ready);
        var accepted = process.Receive<JoinAccepted>();
        Assert.Equal([new WorkerId(0, 1), new WorkerId(1, 1)], accepted.Workers);
        Assert.Null(accepted.Wire);
        process.OpenWire(accepted);
        var joined = Observer.ExpectMsg<ProcessJoined>();
        Assert.Equal(new ProcessIdentity(4711, process.Address.ToString()), joined.Process);
        Assert.Equal(OperatingSystem.IsLinux() ? "shared" : "tcp", joined.Wire);
        Assert.Equal([0, 1], joined.Workers);
        var (zero, one) = (Registered(process, 0, 1), Registered(process, 1, 1));
        Assert.NotEqual(zero, one);
        foreach (var (number, proxy) in new[] { (1, one), (0, zero) })
        {
            proxy.Tell(Work(number), Server.Ref);
            var (worker, work) = process.Inbox.Next<(int, ComputeGradient)>();
            Assert.Equal((number, new Part(number, number + 2), "a run"), (worker, work.Part, work.Run));
            process.Answer(work, new WorkerId(number, 1));
            Assert.Equal(new WorkerId(number, 1), Server.ExpectMsg<GradientComputed>().Worker);
            Assert.Equal(proxy, Server.LastSender);
        }
    }

    [Fact]
    public void A_repeated_request_gets_the_same_offer_and_messages_out_of_turn_are_ignored()
    {
        StartGate();
        var process = StartProcess();
        process.Send(SomeGate.Ready);
        process.AssertNothingReceived(); // it has not asked yet
        process.Send(SomeGate.Request());
        process.Send(SomeGate.Request());
        Assert.Equal(process.Receive<JoinOffer>(), process.Receive<JoinOffer>());
        process.Send(SomeGate.Ready);
        process.Send(SomeGate.Ready);
        process.Receive<JoinAccepted>();
        process.Send(SomeGate.Request());
        process.AssertNothingReceived(); // it has its number
        Assert.Equal(1, StartProcess().GetAccepted().Workers.Single().Number); // and one only
        AssertObserverGotNothing();
    }

    [Fact]
    public void A_request_that_does_not_agree_is_refused()
    {
        StartGate();
        foreach (var wrong in new[]
        {
            SomeGate.Request() with { Protocol = 1 }, SomeGate.Request() with { Build = "another" },
        })
        {
            var process = StartProcess();
            process.Send(wrong);
            var why = process.Receive<JoinRefused>().Why;
            Assert.Equal(new ProcessRefused(process.Address.ToString(), why), Observer.ExpectMsg<ProcessRefused>());
            process.Send(SomeGate.Ready);
            process.AssertNothingReceived();
        }
        Assert.Equal(0, StartProcess().GetAccepted().Workers.Single().Number);
    }

    [Fact]
    public void A_process_that_prepares_another_training_is_refused_and_may_ask_again()
    {
        StartGate();
        var process = StartProcess();
        foreach (var wrong in new[]
        {
            SomeGate.Ready with { Network = "784-30-10" }, SomeGate.Ready with { ConfigurationSha256 = "another" },
            SomeGate.Ready with { DataSha256 = "another" },
        })
        {
            process.Send(SomeGate.Request());
            process.Receive<JoinOffer>();
            process.Send(wrong);
            var why = process.Receive<JoinRefused>().Why;
            Assert.Equal(why, Observer.ExpectMsg<ProcessRefused>().Why);
            process.Send(SomeGate.Ready);
            process.AssertNothingReceived();
        }
        Assert.Equal(0, process.GetAccepted().Workers.Single().Number);
    }

    [Fact]
    public void A_process_that_repeats_a_refused_request_is_reported_once()
    {
        StartGate();
        var process = StartProcess();
        for (var again = 0; again < 5; again++)
        {
            process.Send(SomeGate.Request() with { Build = "another" });
            process.Receive<JoinRefused>();
        }
        Observer.ExpectMsg<ProcessRefused>();
        AssertObserverGotNothing();
    }

    [Fact]
    public void The_gate_calls_back_when_the_last_process_has_left_and_not_before()
    {
        StartGate();
        var process = StartProcess();
        process.Join();
        Observer.ExpectMsg<ProcessJoined>();
        Server.Watch(Registered(process, 0, 1));
        var left = 0;
        Gate.Tell(new Gate.Close("it has completed", () => left++));
        process.Receive<TrainingIsOver>();
        AssertObserverGotNothing();
        Assert.Equal(0, left);
        process.Link!.Dispose();
        Server.ExpectMsg<Terminated>();
        Assert.True(SpinWait.SpinUntil(() => Volatile.Read(ref left) == 1, TimeSpan.FromSeconds(20)));
    }

    [Fact]
    public void A_wrong_request_from_a_joined_process_does_not_remove_it()
    {
        StartGate();
        var process = StartProcess();
        process.Join(child: Child(4711));
        Observer.ExpectMsg<ProcessJoined>();
        Server.Watch(Registered(process, 0, 1));
        process.Send(SomeGate.Request() with { Build = "another" });
        process.AssertNothingReceived();
        Gate.Tell(new Gate.ProcessEnded(4711, "it ended"));
        Server.ExpectMsg<Terminated>(); // still known, and so lost
        Observer.ExpectMsg<ProcessLost>(); // told once its numbers are free
        Assert.Equal(0, StartProcess().GetAccepted().Workers.Single().Number);
    }

    [Fact]
    public void Too_many_workers_are_refused_and_fewer_can_still_join()
    {
        StartGate();
        StartProcess().GetAccepted(workers: 3);
        var (two, one) = (StartProcess(), StartProcess());
        two.Send(SomeGate.Request(workers: 2));
        two.Receive<JoinOffer>();
        two.Send(SomeGate.Ready);
        Assert.Equal("there are 3 workers, and 4 is the maximum", two.Receive<JoinRefused>().Why);
        Assert.Equal(3, one.GetAccepted().Workers.Single().Number);
    }

    [Fact]
    public void After_the_end_processes_may_leave_and_none_may_join()
    {
        StartGate();
        var (inside, asked, outside) = (StartProcess(), StartProcess(), StartProcess());
        inside.Join();
        Observer.ExpectMsg<ProcessJoined>();
        var proxy = Registered(inside, 0, 1);
        Server.Watch(proxy);
        asked.Send(SomeGate.Request());
        asked.Receive<JoinOffer>();
        Gate.Tell(new Gate.Close("it has completed"));
        Assert.Equal(new TrainingIsOver("it has completed"), inside.Receive<TrainingIsOver>());
        Assert.Equal(new TrainingIsOver("it has completed"), asked.Receive<TrainingIsOver>());
        outside.Send(SomeGate.Request());
        Assert.Equal(new TrainingIsOver("it has completed"), outside.Receive<TrainingIsOver>());
        asked.Send(SomeGate.Ready);
        Assert.Equal(new TrainingIsOver("it has completed"), asked.Receive<TrainingIsOver>());
        inside.Link!.Dispose();
        Assert.Equal(proxy, Server.ExpectMsg<Terminated>().ActorRef);
        AssertObserverGotNothing(); // a process that leaves after the end is not a loss
    }

    [LinuxTheory, InlineData(null), InlineData(WireKind.Shared)]
    public void A_child_shares_memory_whatever_its_address_is(WireKind? forced)
    {
        StartGate(forced);
        StartProcess(Machines.Far).Join(process: 5, child: Child(5));
        Assert.Equal("shared", Observer.ExpectMsg<ProcessJoined>().Wire);
    }

    [Fact]
    public void A_process_that_cannot_share_memory_is_refused_if_that_wire_is_forced()
    {
        StartGate(WireKind.Shared);
        var far = StartProcess(Machines.Far);
        far.Send(SomeGate.Request());
        far.Receive<JoinOffer>();
        far.Send(SomeGate.Ready);
        var why = far.Receive<JoinRefused>().Why;
        Assert.Contains("127.0.0.1", why);
        Assert.Contains("localhost", why);
        Assert.Equal(far.Address.ToString(), Observer.ExpectMsg<ProcessRefused>().Address);
    }

    [Fact]
    public void A_process_with_another_wire_than_the_forced_one_is_removed()
    {
        StartGate(WireKind.Akka);
        var process = StartProcess();
        var accepted = process.GetAccepted();
        Assert.Equal(WireKind.Akka, accepted.Wire);
        process.OpenWire(accepted);
        Assert.Equal("the wire must be akka, but this one is tcp", process.Receive<JoinRefused>().Why);
        Assert.Equal("the wire must be akka, but this one is tcp", Observer.ExpectMsg<ProcessLost>().Why);
    }

    [Fact]
    public void Chunks_are_refused_if_another_wire_is_forced()
    {
        StartGate(WireKind.Tcp);
        var process = StartProcess();
        var accepted = process.GetAccepted();
        process.Send(new OpenChunks(process.Path, ""));
        process.AssertNothingReceived();
        process.OpenWire(accepted);
        Assert.Equal("tcp", Observer.ExpectMsg<ProcessJoined>().Wire);
    }

    [Theory, InlineData(null), InlineData(WireKind.Akka)]
    public void A_process_that_cannot_reach_the_port_joins_through_Akka(WireKind? forced)
    {
        StartGate(forced);
        var process = StartProcess(Machines.Far);
        process.GetAccepted();
        using var another = new ChunkStream(Machines.Near);
        process.Send(new OpenChunks(ClusterSystem.PathOf(Machines.Near, another.Endpoint), ""));
        process.AssertNothingReceived(); // a process can open only its own chunks
        process.OpenChunks(forced is null ? "the port refuses connections" : "");
        Assert.Equal("akka", Observer.ExpectMsg<ProcessJoined>().Wire);
        if (forced is null) Assert.Equal(new WireDegraded(4711, "akka", "the port refuses connections"), Observer.ExpectMsg<WireDegraded>());
        var proxy = Registered(process, 0, 1);
        proxy.Tell(Work(0), Server.Ref);
        process.Answer(process.Inbox.Next<(int, ComputeGradient)>().Item2, new WorkerId(0, 1));
        Assert.Equal(0L, Server.ExpectMsg<GradientComputed>().Step);
    }

    [Fact]
    public void A_registration_for_a_number_of_another_process_is_ignored()
    {
        StartGate();
        var (one, other) = (StartProcess(), StartProcess());
        one.Join(process: 1);
        other.Join(process: 2);
        Observer.ExpectMsg<ProcessJoined>();
        Observer.ExpectMsg<ProcessJoined>();
        one.Register(1, 9); // the other's
        one.Register(0, 1);
        Assert.Equal(new RegisterWorker(new WorkerId(0, 1), -1), Server.ExpectMsg<RegisterWorker>());
    }

    private static ComputeGradient Work(int from) => new(
        "a run", Minibatch.Of(Plans.Small, 0), new Part(from, from + 2), 0, new float[SomeGate.Settings.Contract.Floats]);
}
