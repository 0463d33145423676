using ActorBackprop.Actors.Shards;

namespace ActorBackprop.Actors.Tests.Shards;

public sealed class ShardAnswersTests
{
    private readonly ShardAnswers _answers = new(3);

    [Fact]
    public void A_step_is_done_when_every_shard_has_answered_in_any_order()
    {
        foreach (var (step, order) in new int[][] { [0, 1, 2], [2, 1, 0], [1, 2, 0] }.Select((order, step) => (step, order)))
        {
            _answers.Begin(step);
            Assert.Null(_answers.Take(order[0], step, true));
            Assert.Null(_answers.Take(order[1], step, true));
            Assert.True(_answers.Take(order[2], step, true));
        }
    }

    [Theory]
    [InlineData(0, 4), InlineData(1, 3), InlineData(1, 5), InlineData(-1, 4), InlineData(3, 4)]
    public void An_answer_that_is_double_foreign_or_of_another_step_is_none(int shard, long step)
    {
        _answers.Begin(4);
        _answers.Take(0, 4, true);
        _answers.Take(2, 4, true);
        Assert.Null(_answers.Take(shard, step, false));
        Assert.True(_answers.Take(1, 4, true));
    }

    [Fact]
    public void After_the_last_answer_there_is_none_to_come()
    {
        Assert.Null(_answers.Take(0, 0, true)); // nor before the first step
        _answers.Begin(0);
        for (var shard = 0; shard < 3; shard++) _answers.Take(shard, 0, true);
        for (var shard = 0; shard < 3; shard++) Assert.Null(_answers.Take(shard, 0, true));
    }

    [Theory]
    [InlineData(true, true, false), InlineData(true, false, true), InlineData(false, true, true), InlineData(false, false, false)]
    public void One_slice_that_is_not_finite_is_enough(bool first, bool second, bool third)
    {
        _answers.Begin(0);
        _answers.Take(0, 0, first);
        _answers.Take(1, 0, second);
        Assert.False(_answers.Take(2, 0, third));
        _answers.Begin(1); // and says nothing of the next step
        _answers.Take(0, 1, true);
        _answers.Take(1, 1, true);
        Assert.True(_answers.Take(2, 1, true));
    }

    [Fact]
    public void A_step_does_not_begin_before_the_one_before_it_is_done()
    {
        _answers.Begin(0);
        Assert.Throws<InvalidOperationException>(() => _answers.Begin(1));
    }
}
