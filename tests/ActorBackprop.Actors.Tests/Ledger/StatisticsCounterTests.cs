using ActorBackprop.Actors.Ledger;
using ActorBackprop.Actors.Messages;

namespace ActorBackprop.Actors.Tests.Ledger;

public sealed class StatisticsCounterTests
{
    [Fact]
    public void Time_runs_from_the_first_part_dealt_to_the_last_step_completed()
    {
        var books = new StatisticsCounter(workers: 2);
        Assert.Equal(TimeSpan.Zero, books.Statistics().Elapsed);
        books.Sent(0, Seconds(100));
        books.Sent(1, Seconds(101));
        Assert.Equal(TimeSpan.Zero, books.Statistics().Elapsed);
        books.StepCompleted(10, Seconds(103));
        books.Sent(0, Seconds(104));
        Assert.Equal((Seconds(3), 10L), (books.Statistics().Elapsed, books.Statistics().Samples));
    }

    [Fact]
    public void A_workers_round_trips_and_computing_add_up()
    {
        var books = new StatisticsCounter(workers: 2);
        books.Sent(1, Seconds(10));
        books.Accepted(1, 7, Seconds(2), Seconds(13));
        books.Sent(1, Seconds(20));
        books.Accepted(1, 5, Seconds(1), Seconds(22));
        Assert.Equal(
            [new WorkerStatistics(0, 0, Seconds(0), Seconds(0)), new WorkerStatistics(1, 12, Seconds(3), Seconds(5))],
            books.Statistics().Workers);
    }

    [Fact]
    public void A_worker_beyond_those_expected_gets_a_place()
    {
        var books = new StatisticsCounter(workers: 1);
        books.Sent(2, Seconds(0));
        books.Accepted(2, 4, Seconds(0), Seconds(1));
        Assert.Equal([0L, 0L, 4L], books.Statistics().Workers.Select(worker => worker.Samples));
    }

    [Fact]
    public void Refusals_are_counted_by_reason_and_every_reason_is_there()
    {
        var books = new StatisticsCounter(workers: 1);
        books.Refused(Refusal.Late);
        books.Refused(Refusal.Late);
        books.Refused(Refusal.NonFinite);
        books.Lost();
        var (refused, lost) = (books.Statistics().Refused, books.Statistics().WorkersLost);
        Assert.Equal(Enum.GetValues<Refusal>(), refused.Keys.Order());
        Assert.Equal((2L, 1L, 3L, 1), (refused[Refusal.Late], refused[Refusal.NonFinite], refused.Values.Sum(), lost));
    }

    private static TimeSpan Seconds(int seconds) => TimeSpan.FromSeconds(seconds);
}
