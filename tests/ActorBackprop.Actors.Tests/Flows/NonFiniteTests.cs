using ActorBackprop.Actors.Protocol;
using ActorBackprop.Actors.Tests.Support;

namespace ActorBackprop.Actors.Tests.Flows;

public sealed class NonFiniteTests : FlowTest
{
    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    public void A_non_finite_gradient_is_refused_and_its_part_dealt_to_another_worker(float poison)
    {
        StartServer(Some.OneNeuron());
        var (first, second) = (Join(0), Join(1));
        var (one, two) = (Dealt(first), Dealt(second));
        Answer(second, two, 1);
        Answer(first, one, 0, ofWeight: poison);
        Refused(Refusal.NonFinite);
        var again = Dealt(second);
        Assert.Equal(one.Part, again.Part);
        Answer(second, again, 1);
        Assert.Equal(one.Parameters[0] - 0.5f * (5f / 10), Dealt(first).Parameters[0]);
    }

    [Fact]
    public void A_cost_that_is_not_finite_is_refused_too()
    {
        StartServer(Some.OneNeuron(), workers: 1);
        var worker = Join(0);
        var honest = AnswerTo(Dealt(worker), 0);
        Server.Tell(honest with { Sums = [honest.Sums[0] with { Cost = double.NaN }] }, worker);
        Refused(Refusal.NonFinite);
    }

    [Fact]
    public void The_second_time_the_run_has_diverged_with_a_checkpoint_of_the_last_good_step()
    {
        StartServer(Some.OneNeuron(), workers: 1, store: true);
        var worker = Join(0);
        Answer(worker, Dealt(worker), 0);
        var work = Dealt(worker);
        var good = work.Parameters.ToArray();
        Answer(worker, work, 0, ofWeight: float.NaN);
        Answer(worker, Dealt(worker), 0, ofWeight: float.NaN);
        var stored = Store.ExpectMsg<StoreSnapshot>().Snapshot;
        Assert.Equal(1, stored.Steps);
        Assert.Equal(good, stored.Parameters);
        Server.Tell(new SnapshotStored(1), Store);
        var ended = Fact<TrainingEnded>();
        Assert.Equal((TrainingEnd.Diverged, 2L), (ended.End, ended.Statistics.Refused[Refusal.NonFinite]));
        Assert.Equal(good, ended.Snapshot.Parameters);
    }

    [Fact]
    public void Finite_sums_whose_total_is_not_have_diverged_too()
    {
        StartServer(Some.OneNeuron(), workers: 2);
        var (first, second) = (Join(0), Join(1));
        Answer(first, Dealt(first), 0, ofWeight: 1e38f);
        Answer(second, Dealt(second), 1, ofWeight: 1e38f);
        Assert.Equal(TrainingEnd.Diverged, Fact<TrainingEnded>().End); // 3e38 + 2e38
    }
}
