using ActorBackprop.Actors.Messages;
using ActorBackprop.Actors.Tests.Support;
using Akka.Actor;

namespace ActorBackprop.Actors.Tests.Flows;

public sealed class RegistrationFlow : ServerTest
{
    [Fact]
    public void An_idle_worker_says_once_a_second_that_it_is_here_until_work_comes()
    {
        var computation = new HeldComputation();
        var worker = Sys.ActorOf(Props.Create<Worker>(3, new Incarnations(), TestActor, computation));
        ExpectMsg(new RegisterWorker(new WorkerId(3, 1), Heard: -1));
        for (var second = 0; second < 3; second++)
        {
            Advance(worker, milliseconds: 999);
            Assert.False(HasMessages);
            Advance(worker, milliseconds: 1);
            ExpectMsg(new RegisterWorker(new WorkerId(3, 1), Heard: -1));
        }

        worker.Tell(OneWeight.Work(step: 7));
        Advance(worker, milliseconds: 1000);
        Advance(worker, milliseconds: 1000);
        Assert.False(HasMessages); // it is busy

        computation.Finish(worker);
        ExpectMsg<GradientComputed>();
        Advance(worker, milliseconds: 1000);
        ExpectMsg(new RegisterWorker(new WorkerId(3, 1), Heard: 7));
    }

    [Fact]
    public void The_training_begins_only_when_all_expected_workers_are_there()
    {
        StartServer(workers: 3);
        var (first, second, third) = (Worker(0), Worker(1), Worker(2));
        first.Registers();
        first.GetsNothing();
        third.Registers();
        first.GetsNothing();
        third.GetsNothing();
        second.Registers();
        Assert.Equal(new TrainingStarted(Workers: 3, Servers: 1), Observer.ExpectMsg<TrainingStarted>());
        Assert.All([first, second, third], worker => Assert.Equal(0, worker.Gets().Version));
    }

    [Fact]
    public void The_server_does_not_wait_forever_for_a_worker()
    {
        StartServer(workers: 2);
        var first = Worker(0).Registers();
        first.GetsNothing();
        Clock.Advance(PartTimeout);
        first.Gets(0, 0, 5);
    }

    [Fact]
    public void A_worker_that_registers_twice_does_not_stand_for_two()
    {
        StartServer(workers: 2);
        var first = Worker(0).Registers().Registers();
        first.GetsNothing();
        var second = Worker(1).Registers();
        first.Gets(0, 0, 3);
        second.Gets(0, 3, 5);
    }

    [Fact]
    public void A_registration_that_crosses_the_workers_part_changes_nothing()
    {
        var workers = StartTraining(2);
        var works = workers.Select(worker => worker.Gets()).ToArray();
        workers[1].Registers(heard: -1); // sent before the part came
        workers[1].GetsNothing();
        workers[0].Answers(works[0]);
        workers[1].Answers(works[1]);
        Assert.Equal(0, Told<StepCompleted>().Statistics.WorkersLost);
    }

    [Fact]
    public void An_idle_worker_that_received_its_part_gets_it_again_because_its_answer_was_lost()
    {
        var workers = StartTraining(2);
        workers[0].Gets(0, 0, 3);
        workers[1].Gets(0, 3, 5);
        workers[1].Registers(heard: 0);
        workers[1].Gets(0, 3, 5);
        workers[0].GetsNothing();
    }

    [Fact]
    public void An_older_incarnation_that_registers_late_is_not_let_in()
    {
        StartServer(workers: 2);
        var newer = Worker(0, incarnation: 2).Registers();
        var older = Worker(0, incarnation: 1).Registers();
        Worker(1).Registers();
        newer.Gets(0, 0, 3);
        older.GetsNothing();
    }

    private void Advance(IActorRef worker, int milliseconds)
    {
        Settle(worker); // its timer is set
        Clock.Advance(TimeSpan.FromMilliseconds(milliseconds));
        Settle(worker); // what the timer sent is worked off
    }
}
