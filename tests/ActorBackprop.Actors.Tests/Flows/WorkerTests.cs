using ActorBackprop.Actors.InProcess;
using ActorBackprop.Actors.Protocol;
using ActorBackprop.Actors.Tests.Support;
using Akka.Actor;
using Akka.TestKit;

namespace ActorBackprop.Actors.Tests.Flows;

/// <summary>A real worker between a probe of a server and a computation that does what the test says.</summary>
public sealed class WorkerTests : FlowTest
{
    private readonly ManualComputation _computation = new();

    [Fact]
    public void A_part_is_computed_and_its_sums_are_sent_with_everything_that_identifies_them()
    {
        var (server, worker) = Started();
        var work = Work.Of(step: 3, from: 0, to: 3);
        worker.Tell(work);
        Within(() => Assert.Same(work, Assert.Single(_computation.Started)));
        worker.Tell(new PartComputed(work, []));
        var sent = server.ExpectMsg<GradientComputed>();
        Assert.Equal((Run, new WorkerId(0, 1), 3L, work.Part, 3L), (sent.Run, sent.Worker, sent.Step, sent.Part, sent.Version));
    }

    [Fact]
    public void The_part_it_is_at_already_is_ignored_and_of_those_waiting_the_newest_wins()
    {
        var (server, worker) = Started();
        var first = Work.Of(step: 0);
        foreach (var step in new[] { 0, 0, 1, 2 }) worker.Tell(step == 0 ? first with { } : Work.Of(step));
        worker.Tell(new Identify(1), server);
        server.ExpectMsg<ActorIdentity>();
        var current = Assert.Single(_computation.Started);
        worker.Tell(new PartComputed(current, []));
        Assert.Equal(0, server.ExpectMsg<GradientComputed>().Step);
        Within(() => Assert.Equal([0L, 2L], _computation.Started.Select(work => work.Version)));
    }

    [Fact]
    public void A_result_of_an_earlier_incarnation_is_ignored()
    {
        var (server, worker) = Started();
        worker.Tell(Work.Of(step: 1));
        worker.Tell(new PartComputed(Work.Of(step: 1), [])); // equal, but not what this one was asked
        worker.Tell(new PartFailed(Work.Of(step: 1), new InvalidOperationException("long ago")));
        worker.Tell(new Identify(1), server);
        server.ExpectMsg<ActorIdentity>();
    }

    [Fact]
    public void A_failed_part_crashes_the_worker_which_returns_with_a_new_incarnation_until_it_has_done_so_too_often()
    {
        var server = CreateTestProbe();
        var worker = Props.Create<Worker>(0, new Incarnations(), server.Ref, _computation);
        var team = Sys.ActorOf(Props.Create<WorkerTeam>(2, new[] { worker }));
        server.ExpectMsg(new RegisterWorker(new WorkerId(0, 1), -1));
        var actor = server.LastSender;
        server.Watch(actor);
        for (var crash = 1; crash <= 3; crash++)
        {
            var work = Work.Of(step: crash);
            actor.Tell(work);
            actor.Tell(new PartFailed(work, new InvalidOperationException("on purpose")));
            if (crash <= 2) server.ExpectMsg(new RegisterWorker(new WorkerId(0, crash + 1), -1));
        }
        server.ExpectTerminated(actor);
        Assert.NotNull(team);
    }

    private (TestProbe Server, IActorRef Worker) Started()
    {
        var server = CreateTestProbe();
        var worker = Sys.ActorOf(Props.Create<Worker>(0, new Incarnations(), server.Ref, _computation));
        server.ExpectMsg<RegisterWorker>();
        return (server, worker);
    }

    private void Within(Action assertion) => AwaitAssert(assertion, TimeSpan.FromSeconds(3));
}
