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
    public void Who_agrees_gets_places_and_a_wire_and_the_server_sees_its_workers_through_who_stands_for_them()
    {
        StartGate();
        var recruit = Recruit();
        recruit.Says(SomeGate.Request(workers: 2));
        Assert.Equal(new JoinOffer("a run", SomeGate.Settings.Configuration, CancelsParts: false), recruit.Gets<JoinOffer>());
        recruit.Says(SomeGate.Ready);
        var accepted = recruit.Gets<JoinAccepted>();
        Assert.Equal([new WorkerId(0, 1), new WorkerId(1, 1)], accepted.Workers);
        Assert.Null(accepted.Wire);
        recruit.Opens(accepted);
        var joined = Observer.ExpectMsg<ProcessJoined>();
        Assert.Equal(new ProcessIdentity(4711, recruit.Address.ToString()), joined.Process);
        Assert.Equal(OperatingSystem.IsLinux() ? "shared" : "tcp", joined.Wire);
        Assert.Equal([0, 1], joined.Workers);
        var (zero, one) = (Registered(recruit, 0, 1), Registered(recruit, 1, 1));
        Assert.NotEqual(zero, one);
        foreach (var (number, proxy) in new[] { (1, one), (0, zero) })
        {
            proxy.Tell(Work(number), Server.Ref);
            var (worker, work) = recruit.Inbox.Next<(int, ComputeGradient)>();
            Assert.Equal((number, new Part(number, number + 2), "a run"), (worker, work.Part, work.Run));
            recruit.Answers(work, new WorkerId(number, 1));
            Assert.Equal(new WorkerId(number, 1), Server.ExpectMsg<GradientComputed>().Worker);
            Assert.Equal(proxy, Server.LastSender);
        }
    }

    [Fact]
    public void A_second_request_is_offered_the_same_and_what_comes_out_of_turn_gets_nothing()
    {
        StartGate();
        var recruit = Recruit();
        recruit.Says(SomeGate.Ready);
        recruit.GetsNothing(); // it has not asked
        recruit.Says(SomeGate.Request());
        recruit.Says(SomeGate.Request());
        Assert.Equal(recruit.Gets<JoinOffer>(), recruit.Gets<JoinOffer>());
        recruit.Says(SomeGate.Ready);
        recruit.Says(SomeGate.Ready);
        recruit.Gets<JoinAccepted>();
        recruit.Says(SomeGate.Request());
        recruit.GetsNothing(); // it has its place
        Assert.Equal(1, Recruit().IsAccepted().Workers.Single().Number); // and one only
        ObserverGetsNothing();
    }

    [Fact]
    public void Who_asks_with_something_else_is_refused_and_stays_outside()
    {
        StartGate();
        foreach (var wrong in new[]
        {
            SomeGate.Request() with { Protocol = 1 }, SomeGate.Request() with { Build = "another" },
        })
        {
            var recruit = Recruit();
            recruit.Says(wrong);
            var why = recruit.Gets<JoinRefused>().Why;
            Assert.Equal(new ProcessRefused(recruit.Address.ToString(), why), Observer.ExpectMsg<ProcessRefused>());
            recruit.Says(SomeGate.Ready);
            recruit.GetsNothing();
        }
        Assert.Equal(0, Recruit().IsAccepted().Workers.Single().Number);
    }

    [Fact]
    public void Who_makes_something_else_of_the_offer_is_refused_and_may_ask_again()
    {
        StartGate();
        var recruit = Recruit();
        foreach (var wrong in new[]
        {
            SomeGate.Ready with { Network = "784-30-10" }, SomeGate.Ready with { ConfigurationSha256 = "another" },
            SomeGate.Ready with { DataSha256 = "another" },
        })
        {
            recruit.Says(SomeGate.Request());
            recruit.Gets<JoinOffer>();
            recruit.Says(wrong);
            var why = recruit.Gets<JoinRefused>().Why;
            Assert.Equal(why, Observer.ExpectMsg<ProcessRefused>().Why);
            recruit.Says(SomeGate.Ready);
            recruit.GetsNothing();
        }
        Assert.Equal(0, recruit.IsAccepted().Workers.Single().Number);
    }

    [Fact]
    public void Who_asks_until_it_hears_that_it_is_refused_is_told_of_once()
    {
        StartGate();
        var recruit = Recruit();
        for (var again = 0; again < 5; again++)
        {
            recruit.Says(SomeGate.Request() with { Build = "another" });
            recruit.Gets<JoinRefused>();
        }
        Observer.ExpectMsg<ProcessRefused>();
        ObserverGetsNothing();
    }

    [Fact]
    public void Whoever_ends_the_training_hears_when_all_have_left_and_not_before()
    {
        StartGate();
        var recruit = Recruit();
        recruit.Joins();
        Observer.ExpectMsg<ProcessJoined>();
        Server.Watch(Registered(recruit, 0, 1));
        var left = 0;
        Gate.Tell(new Gate.Close("it has completed", () => left++));
        recruit.Gets<TrainingIsOver>();
        ObserverGetsNothing();
        Assert.Equal(0, left);
        recruit.Link!.Dispose();
        Server.ExpectMsg<Terminated>();
        Assert.True(SpinWait.SpinUntil(() => Volatile.Read(ref left) == 1, TimeSpan.FromSeconds(20)));
    }

    [Fact]
    public void A_wrong_request_in_the_name_of_who_is_in_does_not_put_it_out()
    {
        StartGate();
        var recruit = Recruit();
        recruit.Joins(child: Child(4711));
        Observer.ExpectMsg<ProcessJoined>();
        Server.Watch(Registered(recruit, 0, 1));
        recruit.Says(SomeGate.Request() with { Build = "another" });
        recruit.GetsNothing();
        Gate.Tell(new Gate.ProcessEnded(4711, "it ended"));
        Server.ExpectMsg<Terminated>(); // still known, and so lost
        Assert.Equal(0, Recruit().IsAccepted().Workers.Single().Number);
    }

    [Fact]
    public void More_workers_than_there_may_be_are_refused_and_fewer_still_come_in()
    {
        StartGate();
        Recruit().IsAccepted(workers: 3);
        var (two, one) = (Recruit(), Recruit());
        two.Says(SomeGate.Request(workers: 2));
        two.Gets<JoinOffer>();
        two.Says(SomeGate.Ready);
        Assert.Equal("there are 3 workers, and 4 is the maximum", two.Gets<JoinRefused>().Why);
        Assert.Equal(3, one.IsAccepted().Workers.Single().Number);
    }

    [Fact]
    public void After_the_end_those_who_are_in_may_go_and_nobody_comes_in()
    {
        StartGate();
        var (inside, asked, outside) = (Recruit(), Recruit(), Recruit());
        inside.Joins();
        Observer.ExpectMsg<ProcessJoined>();
        var proxy = Registered(inside, 0, 1);
        Server.Watch(proxy);
        asked.Says(SomeGate.Request());
        asked.Gets<JoinOffer>();
        Gate.Tell(new Gate.Close("it has completed"));
        Assert.Equal(new TrainingIsOver("it has completed"), inside.Gets<TrainingIsOver>());
        Assert.Equal(new TrainingIsOver("it has completed"), asked.Gets<TrainingIsOver>());
        outside.Says(SomeGate.Request());
        Assert.Equal(new TrainingIsOver("it has completed"), outside.Gets<TrainingIsOver>());
        asked.Says(SomeGate.Ready);
        Assert.Equal(new TrainingIsOver("it has completed"), asked.Gets<TrainingIsOver>());
        inside.Link!.Dispose();
        Assert.Equal(proxy, Server.ExpectMsg<Terminated>().ActorRef);
        ObserverGetsNothing(); // that everybody goes is no loss
    }

    [LinuxTheory, InlineData(null), InlineData(WireKind.Shared)]
    public void A_child_shares_memory_whatever_its_address_is(WireKind? forced)
    {
        StartGate(forced);
        Recruit(Machines.Far).Joins(process: 5, child: Child(5));
        Assert.Equal("shared", Observer.ExpectMsg<ProcessJoined>().Wire);
    }

    [Fact]
    public void Who_cannot_share_memory_is_refused_where_that_is_the_wire()
    {
        StartGate(WireKind.Shared);
        var far = Recruit(Machines.Far);
        far.Says(SomeGate.Request());
        far.Gets<JoinOffer>();
        far.Says(SomeGate.Ready);
        var why = far.Gets<JoinRefused>().Why;
        Assert.Contains("127.0.0.1", why);
        Assert.Contains("localhost", why);
        Assert.Equal(far.Address.ToString(), Observer.ExpectMsg<ProcessRefused>().Address);
    }

    [Fact]
    public void Who_comes_by_another_wire_than_it_has_to_be_is_put_out()
    {
        StartGate(WireKind.Akka);
        var recruit = Recruit();
        var accepted = recruit.IsAccepted();
        Assert.Equal(WireKind.Akka, accepted.Wire);
        recruit.Opens(accepted);
        Assert.Equal("the wire has to be akka, and this one is tcp", recruit.Gets<JoinRefused>().Why);
        Assert.Equal("the wire has to be akka, and this one is tcp", Observer.ExpectMsg<ProcessLost>().Why);
    }

    [Fact]
    public void Chunks_are_no_way_around_another_wire_that_has_to_be()
    {
        StartGate(WireKind.Tcp);
        var recruit = Recruit();
        var accepted = recruit.IsAccepted();
        recruit.Says(new OpenChunks(recruit.Path, ""));
        recruit.GetsNothing();
        recruit.Opens(accepted);
        Assert.Equal("tcp", Observer.ExpectMsg<ProcessJoined>().Wire);
    }

    [Theory, InlineData(null), InlineData(WireKind.Akka)]
    public void Who_cannot_reach_the_port_joins_through_Akka(WireKind? forced)
    {
        StartGate(forced);
        var recruit = Recruit(Machines.Far);
        recruit.IsAccepted();
        using var another = new ChunkStream(Machines.Near);
        recruit.Says(new OpenChunks(ClusterSystem.PathOf(Machines.Near, another.Endpoint), ""));
        recruit.GetsNothing(); // nobody speaks for others
        recruit.OpensChunks(forced is null ? "the port refuses connections" : "");
        Assert.Equal("akka", Observer.ExpectMsg<ProcessJoined>().Wire);
        if (forced is null) Assert.Equal(new WireDegraded(4711, "akka", "the port refuses connections"), Observer.ExpectMsg<WireDegraded>());
        var proxy = Registered(recruit, 0, 1);
        proxy.Tell(Work(0), Server.Ref);
        recruit.Answers(recruit.Inbox.Next<(int, ComputeGradient)>().Item2, new WorkerId(0, 1));
        Assert.Equal(0L, Server.ExpectMsg<GradientComputed>().Step);
    }

    [Fact]
    public void A_worker_that_has_no_place_in_its_process_is_not_seen()
    {
        StartGate();
        var (one, other) = (Recruit(), Recruit());
        one.Joins(process: 1);
        other.Joins(process: 2);
        Observer.ExpectMsg<ProcessJoined>();
        Observer.ExpectMsg<ProcessJoined>();
        one.Registers(1, 9); // the other's
        one.Registers(0, 1);
        Assert.Equal(new RegisterWorker(new WorkerId(0, 1), -1), Server.ExpectMsg<RegisterWorker>());
    }

    private static ComputeGradient Work(int from) => new(
        "a run", Minibatch.Of(Plans.Small, 0), new Part(from, from + 2), 0, new float[SomeGate.Settings.Contract.Floats]);
}
