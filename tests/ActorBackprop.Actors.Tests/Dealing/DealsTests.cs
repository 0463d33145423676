using ActorBackprop.Actors.Dealing;
using ActorBackprop.Actors.Messages;
using ActorBackprop.Learning.Gradients;

namespace ActorBackprop.Actors.Tests.Dealing;

public sealed class DealsTests
{
    private readonly Deals _deals = new();

    [Fact]
    public void Workers_are_served_in_the_order_of_their_numbers_not_of_their_coming()
    {
        Join(2, 0, 3, 1);
        _deals.Begin(step: 4, microbatches: 5);
        Assert.Equal([(0, 4, 0, 2), (1, 4, 2, 3), (2, 4, 3, 4), (3, 4, 4, 5)], Next());
        Assert.Empty(Next());
    }

    [Fact]
    public void A_step_is_cut_when_the_first_worker_is_free_and_for_those_that_are()
    {
        _deals.Begin(0, 5);
        Assert.Empty(Next());
        Join(0);
        Assert.Equal([(0, 0, 0, 5)], Next());
        Join(1);
        Assert.Empty(Next());
    }

    [Fact]
    public void Nothing_is_cut_beyond_microbatches()
    {
        Join(0, 1, 2);
        _deals.Begin(0, 2);
        Assert.Equal([(0, 0, 0, 1), (1, 0, 1, 2)], Next());
    }

    [Fact]
    public void A_part_that_is_in_is_not_dealt_again_whoever_leaves()
    {
        Begin(2);
        Answer(0, 0, 3);
        _deals.Leave(0);
        Join(0);
        Assert.Empty(Next());
        _deals.CheckOverdue();
        _deals.CheckOverdue();
        Assert.Equal([(0, 0, 3, 5)], Next()); // the other's, which is overdue
    }

    [Fact]
    public void A_worker_counts_once_however_often_it_joins()
    {
        Join(0, 0, 1);
        Assert.Equal(2, _deals.Workers);
        Assert.True(_deals.TryJoin(new WorkerId(0, 2), -1));
        Assert.False(_deals.TryJoin(new WorkerId(0, 1), -1));
        Assert.Equal(2, _deals.Workers);
        _deals.Leave(0);
        Assert.Equal(1, _deals.Workers);
    }

    [Fact]
    public void A_number_is_as_large_as_workers_may_be_many_and_never_negative()
    {
        foreach (var number in new[] { -1, int.MinValue, Deals.MostWorkers, int.MaxValue }) Assert.False(_deals.TryJoin(Id(number), -1));
        Assert.Equal(0, _deals.Workers);
        foreach (var number in new[] { -1, Deals.MostWorkers, int.MaxValue }) _deals.Leave(number); // nobody, so nothing
        Join(Deals.MostWorkers - 1, 0);
        _deals.Begin(0, 5);
        Assert.Equal([(0, 0, 0, 3), (Deals.MostWorkers - 1, 0, 3, 5)], Next());
        Assert.Equal(Refusal.Foreign, _deals.Judge(Id(int.MaxValue), 0, new Part(0, 3)));
        Assert.Equal(Refusal.Foreign, _deals.Judge(Id(0), 0, new Part(int.MinValue, 3)));
        Assert.Equal(Refusal.Foreign, _deals.Judge(Id(0), 0, new Part(int.MaxValue, 3)));
    }

    [Fact]
    public void In_the_steady_state_dealing_takes_no_memory()
    {
        Join([.. Enumerable.Range(0, 300)]);
        var step = 0L;
        for (; step < 3; step++) Play(step); // until everything has its size
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (; step < 10; step++) Play(step);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Play(long step)
        {
            _deals.Begin(step, 1000);
            var dealt = 0;
            foreach (var deal in _deals.Next()) dealt += deal.Part.To - deal.Part.From;
            if (dealt != 1000) throw new InvalidOperationException("not all was dealt");
            for (var (part, from) = (0, 0); part < 300; part++)
            {
                var next = (part + 1) * 1000 / 300;
                if (_deals.Judge(Id(part), step, new Part(from, next)) is not null) throw new InvalidOperationException("not welcome");
                _deals.Answered(Id(part), step, new Part(from, next));
                _deals.Accept(new Part(from, next));
                if (_deals.Next().Count > 0 || _deals.Hopeless is not null) throw new InvalidOperationException("nothing was left to deal");
                from = next;
            }
        }
    }

    [Theory]
    [InlineData(0, 1, 0, 0, 3, null)]
    [InlineData(0, 1, 0, 3, 5, Refusal.Foreign)] // the other's
    [InlineData(0, 1, 0, 0, 5, Refusal.Foreign)] // nobody's
    [InlineData(0, 1, 1, 0, 3, Refusal.Foreign)] // of a step to come
    [InlineData(0, 1, -1, 0, 3, Refusal.Late)]
    [InlineData(0, 2, 0, 0, 3, Refusal.Foreign)] // not yet registered
    [InlineData(0, 0, 0, 0, 3, Refusal.Superseded)]
    [InlineData(7, 1, 0, 0, 3, Refusal.Foreign)]
    [InlineData(1, 1, 0, 3, 5, Refusal.Duplicate)]
    public void A_gradient_is_judged_by_who_sent_it_and_what_it_is_of(int number, int incarnation, long step, int from, int to, Refusal? expected)
    {
        Begin(2);
        Answer(1, 3, 5);
        Assert.Equal(expected, _deals.Judge(new WorkerId(number, incarnation), step, new Part(from, to)));
    }

    [Fact]
    public void A_version_is_held_until_each_of_its_workers_has_answered_or_is_lost()
    {
        Begin(4);
        Answer(0, 0, 2);
        Answer(1, 2, 3);
        Assert.True(_deals.IsHeld(0));
        _deals.Leave(2);
        Assert.True(_deals.IsHeld(0));
        Answer(3, 4, 5);
        Assert.False(_deals.IsHeld(0));
        Next(); // what the lost one had
        Assert.True(_deals.IsHeld(0));
        Assert.False(_deals.IsHeld(1));
    }

    [Fact]
    public void A_slow_worker_gets_nothing_of_the_next_step_before_it_answers_for_the_last()
    {
        Begin(2);
        Answer(0, 0, 3);
        _deals.CheckOverdue();
        _deals.CheckOverdue();
        Next();
        Answer(0, 3, 5);
        _deals.Begin(1, 4);
        Assert.Equal([(0, 1, 0, 4)], Next());
        Assert.True(_deals.IsHeld(0));
        Assert.Equal(Refusal.Late, _deals.Judge(Id(1), 0, new Part(3, 5)));
        _deals.Answered(Id(1), 0, new Part(3, 5));
        Assert.False(_deals.IsHeld(0));
        _deals.Accept(new Part(0, 4));
        _deals.Answered(Id(0), 1, new Part(0, 4));
        _deals.Begin(2, 4);
        Assert.Equal([(0, 2, 0, 2), (1, 2, 2, 4)], Next());
    }

    [Fact]
    public void A_part_is_hopeless_after_so_many_attempts_and_not_before()
    {
        Join(0);
        _deals.Begin(0, 1);
        for (var attempt = 0; attempt < Deals.MostAttempts; attempt++)
        {
            Assert.Null(_deals.Hopeless);
            Assert.Single(Next());
            _deals.Leave(0);
            Join(0);
        }
        Assert.Equal(new Part(0, 1), _deals.Hopeless);
    }

    [Fact]
    public void A_refused_part_is_dealt_to_one_that_has_not_refused_it_yet()
    {
        Begin(4);
        foreach (var (number, from, to) in new[] { (1, 2, 3), (2, 3, 4), (3, 4, 5) }) Answer(number, from, to);
        Assert.False(Reject(0, 0, 2, nonFinite: true));
        Assert.Equal([(1, 0, 0, 2)], Next());
        Assert.False(Reject(1, 0, 2, nonFinite: false));
        Assert.Equal([(2, 0, 0, 2)], Next());
        Assert.True(Reject(2, 0, 2, nonFinite: true));
    }

    [Theory, InlineData(true), InlineData(false)]
    public void With_the_others_busy_a_part_waits_for_them_only_if_it_was_not_finite(bool nonFinite)
    {
        Begin(2);
        Reject(0, 0, 3, nonFinite);
        Assert.Equal(nonFinite ? [] : [(0, 0, 0, 3)], Next());
    }

    private static WorkerId Id(int number) => new(number, 1);

    private void Join(params int[] numbers)
    {
        foreach (var number in numbers) Assert.True(_deals.TryJoin(Id(number), heard: -1));
    }

    /// <summary>Step 0 of five microbatches, dealt.</summary>
    private void Begin(int workers)
    {
        Join([.. Enumerable.Range(0, workers)]);
        _deals.Begin(0, 5);
        Assert.Equal(workers, Next().Count);
    }

    private List<(int Worker, long Step, int From, int To)> Next() =>
        [.. _deals.Next().Select(deal => (deal.Worker.Number, deal.Step, deal.Part.From, deal.Part.To))];

    private void Answer(int number, int from, int to)
    {
        Assert.Null(_deals.Judge(Id(number), 0, new Part(from, to)));
        _deals.Answered(Id(number), 0, new Part(from, to));
        _deals.Accept(new Part(from, to));
    }

    private bool Reject(int number, int from, int to, bool nonFinite)
    {
        _deals.Answered(Id(number), 0, new Part(from, to));
        return _deals.Reject(Id(number), new Part(from, to), nonFinite);
    }
}
