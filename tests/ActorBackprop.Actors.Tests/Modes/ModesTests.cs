using ActorBackprop.Actors.Messages;
using ActorBackprop.Actors.Modes;
using ActorBackprop.Actors.Tests.Ledger;

namespace ActorBackprop.Actors.Tests.Modes;

/// <summary>What each consistency mode assigns, waits for and drops, worker by worker.</summary>
public sealed class ModesTests
{
    [Fact]
    public void K_sync_steps_with_the_first_k_and_drops_the_late_one()
    {
        var played = new PlayedLedger(new KSync(2), workers: 3).Assign();
        Assert.Equal("0@0/0v0 1@0/1v0 2@0/2v0", played.Held);

        Assert.Equal("0@0/0v0 1@0/1v0", played.Answers(2).Held); // it waits: one gradient each
        Assert.Equal("0@1/0v1 1@1/1v1 2@1/2v1", played.Answers(0).Held); // and all start their next parts
        Assert.Equal("0/0 0/2", played.Steps);
        Assert.Equal(1, played.Ledger.Dropped);
    }

    [Fact]
    public void K_sync_with_all_workers_steps_with_whole_minibatches()
    {
        var played = new PlayedLedger(new KSync(3), workers: 3).Assign().Answers(2, 0, 1, 1, 0, 2, 0, 1, 2);

        Assert.Equal("0/0 0/1 0/2 | 1/0 1/1 1/2 | 2/0 2/1 2/2", played.Steps);
        Assert.True(played.Progress.IsOver);
        Assert.Equal(0, played.Ledger.Dropped);
    }

    [Fact]
    public void Dropped_parts_are_dealt_again_where_that_is_wanted()
    {
        var played = new PlayedLedger(new KSync(2), workers: 3, minibatches: 2, options: o => o with { ReassignDropped = true })
            .Assign().Answers(2, 0);
        Assert.Equal("0@0/1v1 1@1/0v1 2@1/1v1", played.Held);

        played.Answers(0, 1); // 1/1 is late now
        Assert.Equal("0@1/1v2 1@1/2v2", played.Held);
        played.Answers(1, 0);
        Assert.Equal("0/0 0/2 | 0/1 1/0 | 1/1 1/2", played.Steps); // all six, each once
        Assert.True(played.Progress.IsOver);
    }

    [Fact]
    public void Without_cancelling_a_late_worker_continues_and_its_gradient_is_refused()
    {
        var played = new PlayedLedger(new KSync(2), workers: 3, options: o => o with { CancelParts = false }).Assign().Answers(0, 1);
        Assert.Equal("0@1/0v1 1@1/1v1 2@0/2v0", played.Held);

        Assert.Equal("0@1/0v1 1@1/1v1 2@1/2v1", played.Answers(2).Held);
        Assert.Equal(Refusal.Dropped, played.Refusal);
        Assert.Equal(1, played.Ledger.Dropped); // once, though it was late and refused
    }

    [Fact]
    public void K_sync_goes_on_with_fewer_workers_than_k()
    {
        var played = new PlayedLedger(new KSync(3), workers: 3, minibatches: 1).Assign().Loses(1).Answers(0);
        Assert.Equal("0@0/1v0 2@0/2v0", played.Held); // the lost worker's part goes to an idle one

        played.Answers(0, 2);
        Assert.Equal("0/0 0/1 0/2", played.Steps);
    }

    [Fact]
    public void K_sync_with_a_worker_less_gets_over_a_last_minibatch_that_has_fewer_parts()
    {
        var played = new PlayedLedger(new KSync(3), workers: 4, minibatches: 2, last: 2).Loses(3).Assign();
        Assert.Equal("0@0/0v0 1@0/1v0 2@0/2v0", played.Held);

        played.Answers(0, 1, 2); // the next step begins in the middle of a minibatch
        Assert.Equal("0@0/3v1 1@1/0v1 2@1/1v1", played.Held);
        played.Answers(0, 2, 1);
        Assert.Equal("0/0 0/1 0/2 | 0/3 1/0 1/1", played.Steps);
        Assert.True(played.Progress.IsOver);
    }

    [Fact]
    public void K_sync_without_cancelling_does_not_wait_for_a_dropped_part_at_an_epochs_end()
    {
        var played = new PlayedLedger(new KSync(3), workers: 4, minibatches: 3, last: 2, options: o => o with { CancelParts = false })
            .Assign().Answers(0, 1, 2, 0, 1, 2); // worker 3 is at 0/3 all the time
        Assert.Equal("0@1/3v2 1@2/0v2 2@2/1v2 3@0/3v0", played.Held);

        played.Answers(0, 1, 2);
        Assert.Equal("0/0 0/1 0/2 | 1/0 1/1 1/2 | 1/3 2/0 2/1", played.Steps);
        Assert.True(played.Progress.IsOver);
    }

    [Fact]
    public void Silent_workers_do_not_keep_k_sync_from_its_step()
    {
        var played = new PlayedLedger(new KSync(2), workers: 2, minibatches: 2).Assign().Answers(0);
        Assert.Equal("1@0/1v0", played.FindsOverdue().Held); // one each, as long as all answer

        Assert.Equal("0@0/1v0 1@0/1v0", played.FindsOverdue().Held); // worker 1's part is assigned to the idle one
        Assert.Equal("0/0 0/1", played.Answers(0).Steps);
        Assert.Equal(1, played.Ledger.Active);
        played.Answers(1); // refused, but the worker counts again
        Assert.Equal((Refusal.Late, 2), (played.Refusal, played.Ledger.Active));
    }

    [Fact]
    public void Stale_synchronous_gives_the_parts_of_a_silent_worker_to_the_others()
    {
        var played = new PlayedLedger(new StaleSynchronous(0), workers: 2, minibatches: 3).Assign().Answers(0);
        Assert.Equal("0@0/1v0 1@0/1v0", played.FindsOverdue().FindsOverdue().Held);

        played.Answers(0, 0, 0, 0, 0);
        Assert.Equal("0/0 0/1 | 1/0 1/1 | 2/0 2/1", played.Steps);
    }

    [Fact]
    public void Stale_synchronous_does_not_count_parts_taken_over_from_a_lost_worker()
    {
        var played = new PlayedLedger(new StaleSynchronous(1), workers: 3, minibatches: 2).Assign().Answers(0, 1);
        Assert.Equal("0@1/0v0 1@1/1v0 2@0/2v0", played.Held);

        played.Loses(1).Joins(1).Loses(1).Joins(1).Loses(0).Joins(0).Loses(0).Joins(0); // 1/0 and 1/1 are begun time after time
        Assert.Equal("0@0/2v0 1@1/2v0", played.Loses(2).Answers(0, 1).Held); // and yet worker 1 may begin 1/2
        Assert.Equal("0/0 0/1 0/2 | 1/0 1/1 1/2", played.Answers(0, 1).Steps);
    }

    [Fact]
    public void K_batch_sync_gives_a_finished_worker_another_part_on_the_same_version()
    {
        var played = new PlayedLedger(new KBatchSync(3), workers: 3).Assign().Answers(0, 0);
        Assert.Equal("0@1/1v0 1@0/1v0 2@0/2v0", played.Held);

        played.Answers(1); // the third: what is on its way is dropped
        Assert.Equal("0/0 0/1 1/0", played.Steps);
        Assert.Equal("0@1/2v1 1@2/0v1 2@2/1v1", played.Held);
        Assert.Equal(2, played.Ledger.Dropped);
    }

    [Fact]
    public void Asynchronously_each_gradient_is_a_step()
    {
        var played = new PlayedLedger(new KBatchAsync(1), workers: 3).Assign().Answers(1, 1, 0);

        Assert.Equal("0/1 | 1/0 | 0/0", played.Steps);
        Assert.Equal("0@1/2v3 1@1/1v2 2@0/2v0", played.Held);
        Assert.Equal(0, played.Ledger.Dropped);
    }

    [Fact]
    public void K_async_lets_workers_that_delivered_wait_while_the_others_work()
    {
        var played = new PlayedLedger(new KAsync(2), workers: 3).Assign().Answers(1);
        Assert.Equal("0@0/0v0 2@0/2v0", played.Held);

        played.Answers(2);
        Assert.Equal("0/1 0/2", played.Steps);
        Assert.Equal("0@0/0v0 1@1/0v1 2@1/1v1", played.Held); // worker 0 continues with the old version
        played.Answers(0, 2);
        Assert.Equal("0/1 0/2 | 0/0 1/1", played.Steps);
    }

    [Fact]
    public void K_batch_async_does_not_wait()
    {
        var played = new PlayedLedger(new KBatchAsync(2), workers: 3).Assign().Answers(1, 1, 1, 1);

        Assert.Equal("0/1 1/0 | 1/1 1/2", played.Steps);
        Assert.Equal("0@0/0v0 1@2/0v2 2@0/2v0", played.Held);
    }

    [Fact]
    public void Stale_synchronous_lets_a_worker_be_ahead_by_the_bound_and_applies_clock_by_clock()
    {
        var played = new PlayedLedger(new StaleSynchronous(2), workers: 2, minibatches: 5).Assign().Answers(1);
        Assert.Equal("0@0/0v0 1@1/0v0", played.Held);
        Assert.Equal("0@0/0v0 1@2/0v0", played.Answers(1).Held); // clock 1 has a part left: it is the slow one's
        Assert.Equal("0@0/0v0", played.Answers(1).Held); // clock 3 is too far

        played.Answers(0);
        Assert.Equal("0/0 0/1", played.Steps);
        Assert.Equal("0@1/1v1 1@3/0v1", played.Held);
        played.Answers(1, 0);
        Assert.Equal("0/0 0/1 | 1/0 1/1", played.Steps);
        Assert.Equal("0@2/1v2 1@4/0v2", played.Held);
    }

    [Fact]
    public void The_last_gradients_make_a_step_though_they_are_fewer_than_k()
    {
        var played = new PlayedLedger(new KBatchAsync(4), workers: 3, minibatches: 2).Assign().Answers(0, 1, 2, 0, 1);
        Assert.Equal("0/0 0/1 0/2 1/0", played.Steps);

        played.Answers(2);
        Assert.Equal("0/0 0/1 0/2 1/0 | 1/1 1/2", played.Steps);
        Assert.True(played.Progress.IsOver);
    }
}
