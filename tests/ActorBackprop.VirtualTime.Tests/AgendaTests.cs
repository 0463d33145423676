using ActorBackprop.VirtualTime.Engine;
using CsCheck;

namespace ActorBackprop.VirtualTime.Tests;

/// <summary>The order in which things happen, against a sorted list.</summary>
public sealed class AgendaTests
{
    private sealed class Numbered(int number) : Occurrence
    {
        public int Number => number;

        public override void Happen()
        {
        }
    }

    /// <summary>Each: enter something due so many ticks from now, or take the next.</summary>
    private static readonly Gen<int[]> Plays = Gen.Int[-1, 5].Array[1, 300];

    [Fact]
    public void What_is_due_happens_in_the_order_of_time_and_then_of_entry() => Plays.Sample(play =>
    {
        var (agenda, model, entered, now) = (new Agenda(), new List<(long Time, int Number)>(), 0, 0L);
        foreach (var delay in play)
            if (delay >= 0)
            {
                agenda.Add(now + delay, new Numbered(entered));
                model.Add((now + delay, entered++));
            }
            else if (agenda.TryTake(long.MaxValue, out var taken))
            {
                var next = model.Min();
                model.Remove(next);
                now = next.Time;
                if (((Numbered)taken!).Number != next.Number || agenda.Now != now) return false;
            }
        return agenda.Count == model.Count;
    });
}
