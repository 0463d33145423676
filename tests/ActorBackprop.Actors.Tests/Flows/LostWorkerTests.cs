using ActorBackprop.Actors.Protocol;
using ActorBackprop.Actors.Tests.Support;

namespace ActorBackprop.Actors.Tests.Flows;

public sealed class LostWorkerTests : FlowTest
{
    [Fact]
    public void The_part_of_a_worker_that_stops_goes_to_another()
    {
        StartServer(Some.OneNeuron());
        var (first, second) = (Join(0), Join(1));
        var (one, two) = (Dealt(first), Dealt(second));
        Sys.Stop(first);
        Assert.Equal(new WorkerId(0, 1), Fact<WorkerLost>().Worker);
        Answer(second, two, 1);
        var again = Dealt(second);
        Assert.Equal((one.Part, one.Version), (again.Part, again.Version));
        Answer(second, again, 1);
        Assert.Equal(one.Parameters[0] - 0.5f * (5f / 10), Dealt(second).Parameters[0]);
    }

    [Fact]
    public void The_last_worker_lost_ends_the_run()
    {
        StartServer(Some.OneNeuron(), store: true);
        var (first, second) = (Join(0), Join(1));
        Sys.Stop(first);
        Sys.Stop(second);
        Store.ExpectMsg<StoreSnapshot>();
        Server.Tell(new SnapshotStored(0), Store);
        Assert.Equal(TrainingEnd.WorkersLost, Fact<TrainingEnded>().End);
    }

    [Fact]
    public void A_worker_that_joins_in_mid_epoch_gets_a_part_of_the_next_step()
    {
        StartServer(Some.OneNeuron(samples: 30), workers: 1);
        var first = Join(0);
        var one = Dealt(first);
        var late = Join(1);
        IsSilent(late); // the step is cut already
        Answer(first, one, 0);
        var (next, its) = (Dealt(first), Dealt(late));
        Assert.Equal((1L, 1L), (next.Version, its.Version));
        Assert.Equal((0, 3, 5), (next.Part.From, next.Part.To, its.Part.To));
    }

    [Fact]
    public void A_worker_that_joins_while_a_part_is_pending_gets_that_one()
    {
        StartServer(Some.OneNeuron());
        var (first, second) = (Join(0), Join(1));
        var one = Dealt(first);
        Dealt(second);
        Sys.Stop(first);
        Fact<WorkerLost>();
        Assert.Equal(one.Part, Dealt(Join(2)).Part);
    }

    [Fact]
    public void A_worker_whose_answer_was_lost_says_so_by_registering_and_gets_its_part_again()
    {
        StartServer(Some.OneNeuron());
        var (first, second) = (Join(0), Join(1));
        var one = Dealt(first);
        Dealt(second);
        Register(first, 0, heard: 0); // idle, though it has heard of step 0
        Assert.Equal(one.Part, Dealt(first).Part);
        IsSilent(second);
    }
}
