using ActorBackprop.Actors.Protocol;
using ActorBackprop.Actors.Tests.Support;
using Akka.Actor;

namespace ActorBackprop.Actors.Tests.Flows;

public sealed class RegistrationTests : FlowTest
{
    [Fact]
    public void Nothing_is_dealt_before_every_expected_worker_has_registered()
    {
        StartServer(Some.OneNeuron());
        var first = Join(0);
        IsSilent(first);
        var second = Join(1);
        Assert.Equal(2, Fact<TrainingStarted>().Workers);
        Assert.Equal(Dealt(first).Version, Dealt(second).Version);
    }

    [Fact]
    public void A_worker_that_never_comes_is_not_waited_for_for_ever()
    {
        StartServer(Some.OneNeuron());
        var first = Join(0);
        IsSilent(first);
        Time.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal(5, Dealt(first).Part.To);
    }

    [Fact]
    public void Registering_twice_counts_once()
    {
        StartServer(Some.OneNeuron());
        var first = Join(0);
        Register(first, 0);
        IsSilent(first);
        var second = Join(1);
        Dealt(first);
        Register(first, 0); // sent before the part arrived: the server must not take it for an answer that was lost
        Dealt(second);
        IsSilent(first, second);
    }

    [Fact]
    public void A_worker_registers_again_each_second_until_work_comes()
    {
        var server = CreateTestProbe();
        var worker = Sys.ActorOf(Props.Create<Worker>(3, new Incarnations(), server.Ref, new ManualComputation()));
        Assert.Equal(new RegisterWorker(new WorkerId(3, 1), -1), server.ExpectMsg<RegisterWorker>());
        Time.Advance(TimeSpan.FromSeconds(1));
        server.ExpectMsg<RegisterWorker>();
        Time.Advance(TimeSpan.FromSeconds(1));
        server.ExpectMsg<RegisterWorker>();

        worker.Tell(Work.Of(step: 5));
        Time.Advance(TimeSpan.FromSeconds(1));
        worker.Tell(new Identify(1), server); // behind the timer's message: nothing was sent before the answer to this
        server.ExpectMsg<ActorIdentity>();
    }

    [Fact]
    public void An_older_incarnation_that_registers_late_is_ignored()
    {
        StartServer(Some.OneNeuron());
        var old = Join(0, incarnation: 1);
        var current = Join(0, incarnation: 2);
        Register(old, 0, incarnation: 1);
        Join(1);
        Dealt(current);
        IsSilent(old);
    }
}
