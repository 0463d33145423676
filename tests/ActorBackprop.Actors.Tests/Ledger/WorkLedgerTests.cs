using ActorBackprop.Actors.Ledger;
using ActorBackprop.Actors.Messages;
using ActorBackprop.Actors.Modes;
using CsCheck;

namespace ActorBackprop.Actors.Tests.Ledger;

/// <summary>What holds in each mode, whatever workers do.</summary>
public sealed class WorkLedgerTests
{
    private static readonly Gen<IConsistencyMode> Modes = Gen.OneOf(
        Gen.Int[1, 5].Select(IConsistencyMode (k) => new KSync(k)),
        Gen.Int[1, 5].Select(IConsistencyMode (k) => new KBatchSync(k)),
        Gen.Int[1, 5].Select(IConsistencyMode (k) => new KAsync(k)),
        Gen.Int[1, 5].Select(IConsistencyMode (k) => new KBatchAsync(k)),
        Gen.Int[0, 3].Select(IConsistencyMode (s) => new StaleSynchronous(s)));

    [Fact]
    public void Each_part_is_applied_once_or_dropped_in_any_order_of_answers_and_losses() =>
        (from mode in Modes
         from workers in Gen.Int[1, 5]
         from minibatches in Gen.Int[1, 4]
         from epochs in Gen.Int[1, 2]
         from last in Gen.Int[1, workers]
         from again in Gen.Bool
         from cancels in Gen.Bool
         from choices in Gen.Int[0, 999].Array[400]
         select (mode, workers, minibatches, epochs, last, again, cancels, choices)).Sample(given =>
        {
            var played = new PlayedLedger(given.mode, given.workers, given.minibatches, given.epochs,
                options => options with { ReassignDropped = given.again, CancelParts = given.cancels }, given.last).Assign();
            var silent = new HashSet<int>(); // lost for good, or never answering
            foreach (var choice in given.choices)
            {
                if (played.Progress.IsOver) break;
                // A part that is unanswered at two checks goes to the next idle worker, which may be silent too.
                for (var checks = 0; checks < 2 * given.workers && !Held().Any(); checks++) played.FindsOverdue();
                var held = Held().ToArray();
                Assert.True(held.Length > 0, $"no worker has a part after: {played.Steps}");
                var worker = held[choice % held.Length];
                if (choice < 850) played.Answers(worker);
                else if (choice < 920) played.Loses(worker).Joins(worker);
                else if (choice < 940) played.FindsOverdue();
                else if (silent.Count == given.workers - 1) continue; // the last one stays
                else
                {
                    silent.Add(worker);
                    if (choice < 970) played.Loses(worker).Assign();
                }
            }

            IEnumerable<int> Held() =>
                Enumerable.Range(0, given.workers).Where(worker => !silent.Contains(worker) && played.Held.Contains($"{worker}@"));

            Assert.True(played.Progress.IsOver, $"no end: {played.Steps}");
            var applied = played.Steps.Split(' ').Where(name => name != "|").ToArray();
            Assert.Equal(applied.Distinct(), applied);
            var all = (given.workers * (given.minibatches - 1) + given.last) * given.epochs;
            if (given.again) Assert.Equal(all, applied.Length);
            else Assert.Equal(all, applied.Length + played.Ledger.Dropped);
        }, iter: 2000);

    [Fact]
    public void Parts_in_flight_are_counted_and_also_those_on_the_current_version()
    {
        var played = new PlayedLedger(new KBatchAsync(1), workers: 3, minibatches: 2).Assign();
        Assert.Equal((3, 3), (played.Ledger.InFlight, played.Ledger.InFlightNow));
        played.Answers(0);
        Assert.Equal((3, 1), (played.Ledger.InFlight, played.Ledger.InFlightNow)); // worker 0 alone has version 1
        played.Loses(1); // which was at version 0
        Assert.Equal((2, 1), (played.Ledger.InFlight, played.Ledger.InFlightNow));
        played.Loses(0);
        Assert.Equal((1, 0), (played.Ledger.InFlight, played.Ledger.InFlightNow));
    }

    [Fact]
    public void A_version_is_given_back_when_its_last_reader_has_answered_and_not_before()
    {
        var played = new PlayedLedger(new KBatchAsync(1), workers: 2).Assign().Answers(0, 0);
        Assert.Equal(1, played.VersionsGivenBack); // version 1; worker 1 still reads version 0

        played.Answers(1);
        Assert.Equal(2, played.VersionsGivenBack); // and version 0; worker 0 reads version 2
    }

    [Fact]
    public void A_cancelled_part_s_version_is_kept_until_its_worker_has_answered_something_newer()
    {
        var played = new PlayedLedger(new KSync(1), workers: 2).Assign().Answers(0);
        Assert.Equal("0@1/0v1 1@1/1v1", played.Held); // worker 1 may be at 0/1 still, on version 0
        Assert.Equal(0, played.VersionsGivenBack);

        played.Answers(1);
        Assert.Equal(1, played.VersionsGivenBack); // version 0; worker 0 may be at 1/0, on version 1
    }

    [Fact]
    public void A_worker_that_is_cancelled_in_every_step_keeps_few_versions()
    {
        var played = new PlayedLedger(new KSync(1), workers: 2, minibatches: 100).Assign();
        for (var step = 0; step < 99; step++) played.Answers(0);
        Assert.InRange(played.VersionsGivenBack, 99 - WorkerRecord.MaxCancelled - 1, 99);
    }

    [Fact]
    public void The_gradient_of_a_cancelled_part_is_refused_as_dropped_and_its_copy_as_late()
    {
        var played = new PlayedLedger(new KSync(1), workers: 2).Assign();
        var late = played.HeldBy(1);
        played.Answers(0);

        Assert.Equal(Refusal.Dropped, played.Answer(late));
        Assert.Equal(Refusal.Late, played.Answer(late));
        Assert.Equal(1, played.Ledger.Dropped);
    }

    [Fact]
    public void An_incarnation_that_was_followed_is_refused_and_a_stranger_too()
    {
        var played = new PlayedLedger(new KBatchAsync(1), workers: 2).Assign();
        var old = played.HeldBy(1);
        Assert.True(played.Ledger.TryRegister(new WorkerId(1, 2), -1));

        Assert.Equal(Refusal.Superseded, played.Answer(old));
        Assert.Equal(Refusal.Foreign, played.Answer(old with { Worker = new WorkerId(1, 3) }));
        Assert.Equal(Refusal.Foreign, played.Answer(old with { Worker = new WorkerId(7, 1) }));
        Assert.False(played.Ledger.TryRegister(new WorkerId(1, 1), -1));
    }

    [Fact]
    public void An_overdue_part_goes_to_an_idle_worker_or_is_sent_again()
    {
        var played = new PlayedLedger(new KAsync(2), workers: 2, minibatches: 1).Assign();
        Assert.Empty(played.Ledger.CheckOverdue());
        Assert.Equal(2, played.Ledger.CheckOverdue().Count); // no worker is idle
        var overdue = played.HeldBy(1);

        played.Answers(0); // and waits
        Assert.Empty(played.Ledger.CheckOverdue());
        Assert.Equal(0, played.Ledger.Next?.Step);
        Assert.True(played.Ledger.IsReassigned(overdue.Part));
    }

    [Fact]
    public void An_idle_worker_that_received_its_part_has_lost_its_answer()
    {
        var played = new PlayedLedger(new KBatchAsync(1), workers: 1).Assign();
        Assert.True(played.Ledger.TryRegister(new WorkerId(0, 1), heard: -1)); // the part is still on its way to it
        Assert.Equal("0@0/0v0", played.Assign().Held);
        Assert.Equal(1, played.Ledger.InFlight);

        Assert.True(played.Ledger.TryRegister(new WorkerId(0, 1), heard: 0));
        Assert.Equal(0, played.Ledger.InFlight);
        Assert.Equal("0/0 | 1/0 | 2/0", played.Assign().Answers(0, 0, 0).Steps);
    }

    [Fact]
    public void An_answer_to_a_part_that_was_assigned_twice_counts_once()
    {
        // Worker 0 has not received its part; the idle one was refused it, so worker 0 gets it again.
        var played = new PlayedLedger(new KSync(2), workers: 3, minibatches: 2).Assign().Answers(1);
        played.Ledger.CheckOverdue();
        played.FindsOverdue();
        Assert.True(played.Ledger.TryRegister(new WorkerId(0, 1), heard: -1));
        var twice = played.Assign().HeldBy(0);
        Assert.Equal("0@0/0v0 2@0/2v0", played.Held);

        played.Answers(0);

        Assert.Equal("0/0 0/1", played.Steps);
        Assert.Equal(Refusal.Late, played.Answer(twice)); // its memory has been given back and may be in use again
    }

    [Fact]
    public void The_answer_to_an_overdue_part_counts_if_it_is_the_first()
    {
        var played = new PlayedLedger(new KSync(2), workers: 2, minibatches: 2).Assign().Answers(0);
        var late = played.HeldBy(1);
        played.FindsOverdue().FindsOverdue();
        Assert.Equal("0@0/1v0 1@0/1v0", played.Held); // worker 1 is at it still
        var instead = played.HeldBy(0);

        played.Answers(1);

        Assert.Equal("0/0 0/1", played.Steps);
        Assert.Equal((1, 0), (played.Ledger.InFlight, played.Ledger.Dropped)); // worker 1's next part
        Assert.Equal(Refusal.Late, played.Answer(instead)); // the step is complete
        Assert.Equal(Refusal.Late, played.Answer(late));
        played.Assign().Answers(1, 0);
        Assert.Equal("0/0 0/1 | 1/0 1/1", played.Steps);
        Assert.True(played.Progress.IsOver);
    }

    [Fact]
    public void The_answer_to_an_overdue_part_counts_if_no_other_worker_has_started_it()
    {
        var played = new PlayedLedger(new KSync(2), workers: 3, minibatches: 2).Assign().Answers(1);
        played.FindsOverdue().FindsOverdue();
        Assert.Equal(1, played.Ledger.InFlight); // worker 2's: worker 1, which has given one already, may not have worker 0's

        played.Answers(0);

        Assert.Equal("0/0 0/1", played.Steps);
    }
}
