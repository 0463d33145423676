using ActorBackprop.Actors.InProcess;
using ActorBackprop.Actors.Messages;
using ActorBackprop.Actors.Tests.Support;
using Akka.Actor;
using Akka.TestKit;

namespace ActorBackprop.Actors.Tests.Flows;

/// <summary>A real worker; the test plays the server and the computation.</summary>
public sealed class LoneWorkerFlow : ServerTest
{
    private readonly HeldComputation _computation = new();

    [Fact]
    public void The_part_it_is_at_already_is_ignored()
    {
        var worker = StartWorker();
        worker.Tell(OneWeight.Work(step: 0));
        worker.Tell(OneWeight.Work(step: 0));
        _computation.Finish(worker);
        Assert.Equal(0, ExpectMsg<GradientComputed>().Step);
        Settle(worker);
        Assert.Equal(0, _computation.Count);
    }

    [Fact]
    public void A_part_it_is_done_with_is_done_again()
    {
        var worker = StartWorker();
        for (var time = 0; time < 2; time++)
        {
            worker.Tell(OneWeight.Work(step: 0));
            _computation.Finish(worker);
            Assert.Equal(0, ExpectMsg<GradientComputed>().Step);
        }
    }

    [Fact]
    public void A_part_that_is_cancelled_is_left_and_what_waits_is_begun()
    {
        var worker = StartWorker();
        var (one, next) = (OneWeight.Work(step: 0), OneWeight.Work(step: 1));
        worker.Tell(one);
        worker.Tell(next);
        worker.Tell(Cancel(one));
        Assert.Same(one, _computation.Take());
        Assert.Same(next, _computation.Finish(worker));
        Assert.Equal(1, ExpectMsg<GradientComputed>().Step);
        Assert.Same(one, Assert.Single(_computation.Cancelled));
    }

    [Fact]
    public void A_part_that_waits_is_cancelled_without_having_been_begun()
    {
        var worker = StartWorker();
        worker.Tell(OneWeight.Work(step: 0));
        worker.Tell(OneWeight.Work(step: 1));
        worker.Tell(Cancel(OneWeight.Work(step: 1)));
        _computation.Finish(worker);
        Assert.Equal(0, ExpectMsg<GradientComputed>().Step);
        Settle(worker);
        Assert.Equal((0, 0), (_computation.Count, _computation.Cancelled.Count));
    }

    [Fact]
    public void Cancelling_what_it_is_not_at_does_no_harm()
    {
        var worker = StartWorker();
        worker.Tell(Cancel(OneWeight.Work(step: 0)));
        worker.Tell(OneWeight.Work(step: 1));
        worker.Tell(Cancel(OneWeight.Work(step: 1)) with { Version = 7 });
        worker.Tell(Cancel(OneWeight.Work(step: 1)) with { Run = "another" });
        _computation.Finish(worker);
        Assert.Equal(1, ExpectMsg<GradientComputed>().Step);
    }

    [Fact]
    public void The_newest_of_several_that_wait_wins()
    {
        var worker = StartWorker();
        worker.Tell(OneWeight.Work(step: 0));
        worker.Tell(OneWeight.Work(step: 1));
        worker.Tell(OneWeight.Work(step: 2, to: 3));
        worker.Tell(OneWeight.Work(step: 2, from: 3));
        Settle(worker);
        Assert.Equal(1, _computation.Count);
        Assert.Equal(0, _computation.Finish(worker).Version);
        var last = _computation.Finish(worker);
        Assert.Equal((2, 3), (last.Version, last.Part.From));
        Assert.Equal([0L, 2L], new[] { ExpectMsg<GradientComputed>().Step, ExpectMsg<GradientComputed>().Step });
        Settle(worker);
        Assert.Equal(0, _computation.Count);
    }

    [Fact]
    public void A_worker_ignores_results_of_its_earlier_incarnation()
    {
        var team = StartTeam(restarts: 5);
        var worker = team.LastSender;
        worker.Tell(OneWeight.Work(step: 0));
        var old = _computation.Take();
        worker.Tell(new PartFailed(old, new InvalidOperationException("on purpose")));
        team.ExpectMsg(new RegisterWorker(new WorkerId(0, 2), Heard: -1));
        worker.Tell(OneWeight.Work(step: 0));
        var current = _computation.Take();
        worker.Tell(new PartComputed(old, []));
        worker.Tell(new PartFailed(old, new InvalidOperationException("again")));
        worker.Tell(new PartComputed(current, []));
        Assert.Equal(new WorkerId(0, 2), team.ExpectMsg<GradientComputed>().Worker);
        Settle(worker);
        Assert.False(team.HasMessages);
    }

    [Fact]
    public void A_failed_part_crashes_its_worker_whose_next_incarnation_computes_it()
    {
        var team = StartTeam(restarts: 5);
        var worker = team.LastSender;
        var work = OneWeight.Work(step: 3, from: 2, to: 4);
        worker.Tell(work);
        worker.Tell(new PartFailed(_computation.Take(), new InvalidOperationException("on purpose")));
        team.ExpectMsg(new RegisterWorker(new WorkerId(0, 2), Heard: -1));
        Assert.Equal(worker, team.LastSender);
        worker.Tell(work);
        _computation.Finish(worker);
        var answer = team.ExpectMsg<GradientComputed>();
        Assert.Equal((Run, new WorkerId(0, 2), 3L, work.Part, 3L), (answer.Run, answer.Worker, answer.Step, answer.Part, answer.Version));
    }

    [Fact]
    public void A_worker_that_fails_by_any_other_exception_stays_away_at_once()
    {
        var team = StartTeam(restarts: 5);
        var worker = team.LastSender;
        team.Watch(worker);
        _computation.Fault = new InvalidOperationException("not of a part");
        worker.Tell(OneWeight.Work(step: 0));
        team.ExpectTerminated(worker); // and no registration of a second incarnation before
    }

    [Fact]
    public void An_idle_worker_registers_again_and_names_the_last_step_it_received()
    {
        var worker = StartWorker();
        foreach (long step in (long[])[3, 1])
        {
            worker.Tell(OneWeight.Work(step));
            _computation.Finish(worker);
            Assert.Equal(step, ExpectMsg<GradientComputed>().Step);
        }
        Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(3, ExpectMsg<RegisterWorker>().Heard);
    }

    [Fact]
    public void A_worker_that_crashes_too_often_stays_away()
    {
        var team = StartTeam(restarts: 2);
        var worker = team.LastSender;
        team.Watch(worker);
        for (var incarnation = 2; incarnation <= 4; incarnation++)
        {
            worker.Tell(OneWeight.Work(step: 0));
            worker.Tell(new PartFailed(_computation.Take(), new InvalidOperationException("on purpose")));
            if (incarnation <= 3) team.ExpectMsg(new RegisterWorker(new WorkerId(0, incarnation), Heard: -1));
        }
        team.ExpectTerminated(worker);
    }

    private IActorRef StartWorker()
    {
        var worker = Sys.ActorOf(Props.Create<Worker>(0, new Incarnations(), TestActor, _computation));
        ExpectMsg(new RegisterWorker(new WorkerId(0, 1), Heard: -1));
        return worker;
    }

    /// <summary>A probe as the server of a team of one, which has registered.</summary>
    private TestProbe StartTeam(int restarts)
    {
        var server = CreateTestProbe();
        Props[] workers = [Props.Create<Worker>(0, new Incarnations(), server.Ref, _computation)];
        Sys.ActorOf(Props.Create<WorkerTeam>(restarts, workers));
        server.ExpectMsg(new RegisterWorker(new WorkerId(0, 1), Heard: -1));
        return server;
    }

    private static CancelPart Cancel(ComputeGradient work) => new(work.Run, work.Minibatch.Step, work.Part, work.Version);
}
