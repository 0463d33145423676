using ActorBackprop.VirtualTime.Engine;
using CsCheck;

namespace ActorBackprop.VirtualTime.Tests.Engine;

/// <summary>The order in which things happen, against a sorted list.</summary>
public sealed class AgendaTests
{
    private const int Take = -1, CancelOldest = -2;

    private sealed class Numbered(int number) : ScheduledEvent
    {
        public int Number => number;

        public bool WasCancelled { get; set; }

        public override bool IsCancelled => WasCancelled;

        public override void Run()
        {
        }
    }

    /// <summary>Each: enter something due so many ticks from now, take the next, or cancel what was entered longest ago.</summary>
    private static readonly Gen<int[]> Plays = Gen.Int[CancelOldest, 5].Array[1, 300];

    [Fact]
    public void Events_happen_in_the_order_of_time_and_entry_and_cancelled_ones_never() => Plays.Sample(play =>
    {
        var (agenda, model, now) = (new Agenda(), new List<(long Time, int Number)>(), 0L);
        var entered = new List<Numbered>();
        foreach (var delay in play)
            if (delay >= 0)
            {
                model.Add((now + delay, entered.Count));
                entered.Add(new Numbered(entered.Count));
                agenda.Add(now + delay, entered[^1]);
            }
            else if (delay == CancelOldest)
            {
                if (entered.Find(one => !one.WasCancelled) is not { } oldest) continue;
                oldest.WasCancelled = true;
                model.RemoveAll(one => one.Number == oldest.Number);
            }
            else if (agenda.TryTake(long.MaxValue, out var taken))
            {
                var next = model.Min();
                model.Remove(next);
                now = next.Time;
                if (((Numbered)taken!).Number != next.Number || agenda.Now != now) return false;
            }
            else if (model.Count > 0 || agenda.Now != now) return false;
        return agenda.IsEmpty == (model.Count == 0) && agenda.Pending.Count() == model.Count;
    });

    [Fact]
    public void An_event_due_later_stays_and_the_clock_does_not_reach_it()
    {
        var agenda = new Agenda();
        agenda.Add(11, new Numbered(0));
        Assert.False(agenda.TryTake(10, out _));
        Assert.Equal(0, agenda.Now);
        Assert.True(agenda.TryTake(11, out _));
        Assert.Equal(11, agenda.Now);
    }

    [Fact]
    public void The_order_holds_when_cancelled_events_are_removed()
    {
        var (agenda, order, random) = (new Agenda(), new List<(long, int)>(), new Random(1));
        for (var number = 0; number < 10_000; number++)
        {
            var one = new Numbered(number);
            var time = random.Next(1, 1000);
            agenda.Add(time, one);
            if (random.Next(4) > 0) one.WasCancelled = true;
            else order.Add((time, number));
        }
        Assert.InRange(agenda.Held, order.Count, 2 * order.Count + 256);
        foreach (var (time, number) in order.Order())
        {
            Assert.True(agenda.TryTake(long.MaxValue, out var taken));
            Assert.Equal((time, number), (agenda.Now, ((Numbered)taken!).Number));
        }
        Assert.False(agenda.TryTake(long.MaxValue, out _));
    }

    [Fact]
    public void Cancelled_timers_do_not_pile_up()
    {
        var agenda = new Agenda();
        for (var number = 0; number < 1_000_000; number++)
        {
            var one = new Numbered(number);
            agenda.Add(1_000_000_000, one);
            one.WasCancelled = true;
        }
        Assert.InRange(agenda.Held, 0, 256);
    }
}
