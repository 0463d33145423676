using System.Collections.Concurrent;
using ActorBackprop.Actors.Dealing;
using ActorBackprop.Actors.Messages;
using ActorBackprop.Learning.Gradients;
using CsCheck;

namespace ActorBackprop.Actors.Tests.Dealing;

/// <summary>Every decision is that of a model that looks through lists, whatever workers do.</summary>
public sealed class DealsOracleTests
{
    private enum Act { Answer, Misshapen, NonFinite, Stranger, Register, Restart, Stale, Leave, Check, Begin }

    private sealed record Event(Act Act, int Who, int What, bool ThenDeals);

    private static readonly Gen<Act> Acts = Gen.Frequency((30, Gen.Const(Act.Answer)), (4, Gen.Const(Act.Misshapen)),
        (6, Gen.Const(Act.NonFinite)), (3, Gen.Const(Act.Stranger)), (6, Gen.Const(Act.Register)), (4, Gen.Const(Act.Restart)),
        (1, Gen.Const(Act.Stale)), (4, Gen.Const(Act.Leave)), (4, Gen.Const(Act.Check)), (2, Gen.Const(Act.Begin)));

    private static readonly Gen<Act> Failures = Gen.Frequency((1, Gen.Const(Act.Restart)), (2, Gen.Const(Act.Misshapen)), (1, Gen.Const(Act.Register)));

    /// <summary>Few workers, or more than a word has bits; half of the small stories are of nothing but failures.</summary>
    private static readonly Gen<(int Workers, int Microbatches, Event[] Events)> Stories = Gen.Frequency(
        (4, Story(Gen.Int[1, 7], Gen.Int[1, 12], Acts, 120)),
        (1, Story(Gen.Int[1, 2], Gen.Int[1, 3], Failures, 160)),
        (1, Story(Gen.Int[60, 140], Gen.Int[50, 300], Acts, 200)));

    [Fact]
    public void Every_decision_is_that_of_the_naive_model()
    {
        var seen = new ConcurrentDictionary<string, int>();
        Stories.Sample(story =>
        {
            var world = new World(story.Workers, story.Microbatches, seen);
            foreach (var happening in story.Events) world.Happen(happening);
        }, iter: 2000);
        string[] all = ["dealt", "waiting", "hopeless", "diverged", "again", "held", "not let in", "welcome", .. Enum.GetNames<Refusal>()
            .Except([nameof(Refusal.Misshapen), nameof(Refusal.NonFinite), nameof(Refusal.Dropped)])]; // the server's, and another server's
        Assert.Empty(all.Except(seen.Keys)); // else the stories are too tame
    }

    private static Gen<(int, int, Event[])> Story(Gen<int> workers, Gen<int> microbatches, Gen<Act> acts, int most) => Gen.Select(
        workers, microbatches, Gen.Select(acts, Gen.Int[0, 1000], Gen.Int[0, 1000], Gen.Int[0, 7], (act, who, what, then) =>
            new Event(act, who, what, then > 0)).Array[0, most]);

    private sealed class World
    {
        private readonly Deals _deals = new();
        private readonly NaiveDeals _naive = new();
        private readonly ConcurrentDictionary<string, int> _seen;
        private readonly WorkerId[] _ids;
        private readonly List<(WorkerId Worker, long Step, Part Part)> _sent = [];
        private int _microbatches, _in;
        private long _step;

        public World(int workers, int microbatches, ConcurrentDictionary<string, int> seen)
        {
            (_microbatches, _seen) = (microbatches, seen);
            _ids = [.. Enumerable.Range(0, workers).Select(n => new WorkerId(n < 4 || workers > 9 ? n : 61 + n, 2))]; // not all neighbours
            for (var n = workers - 1; n >= 0; n--) Join(_ids[n], -1);
            Begin();
            Next();
        }

        public void Happen(Event happening)
        {
            var (who, what) = (happening.Who % _ids.Length, happening.What);
            switch (happening.Act)
            {
                case Act.Answer or Act.Misshapen or Act.NonFinite when _sent.Count > 0: // of the last ones that were dealt
                    var (worker, step, part) = _sent[_sent.Count - 1 - what % Math.Min(_sent.Count, 2 * _ids.Length)];
                    Answer(worker, step, part, happening.Act);
                    break;
                case Act.Stranger:
                    var from = what % (_microbatches + 2) - 1;
                    var id = new WorkerId(happening.Who % 80 - 1, what % 5);
                    Answer(id, _step + what % 3 - 1, new Part(from, from + 1 + happening.Who % 3), Act.Stranger);
                    break;
                case Act.Register:
                    Join(_ids[who], _step + what % 3 - 1);
                    break;
                case Act.Restart:
                    Join(_ids[who] = _ids[who] with { Incarnation = _ids[who].Incarnation + 1 }, -1);
                    break;
                case Act.Stale:
                    Join(_ids[who] with { Incarnation = _ids[who].Incarnation - 1 }, _step);
                    break;
                case Act.Leave:
                    _deals.Leave(_ids[who].Number);
                    _naive.Leave(_ids[who].Number);
                    break;
                case Act.Check:
                    var again = _naive.CheckOverdue();
                    Assert.Equal(again, Plain(_deals.CheckOverdue()));
                    if (again.Count > 0) See("again");
                    break;
                case Act.Begin:
                    _microbatches = what % 2 == 0 ? _microbatches : 1 + what % (2 * _microbatches);
                    Begin();
                    break;
            }
            if (_in == _microbatches) Begin();
            Compare();
            if (happening.ThenDeals) Next();
            Compare();
        }

        private void Begin()
        {
            _in = 0;
            _step++;
            _deals.Begin(_step, _microbatches);
            _naive.Begin(_step, _microbatches);
        }

        private void Join(WorkerId worker, long heard)
        {
            var isIn = _naive.TryJoin(worker, heard);
            Assert.Equal(isIn, _deals.TryJoin(worker, heard));
            if (!isIn) See("not let in");
        }

        private void Next()
        {
            var dealt = _naive.Next();
            Assert.Equal(dealt, Plain(_deals.Next()));
            _sent.AddRange(dealt);
            if (dealt.Count > 0) See("dealt");
            if (_naive.IsWaiting) See("waiting");
        }

        /// <summary>As the server does it.</summary>
        private void Answer(WorkerId worker, long step, Part part, Act act)
        {
            var refusal = _naive.Judge(worker, step, part);
            Assert.Equal(refusal, _deals.Judge(worker, step, part));
            See(refusal?.ToString() ?? "welcome");
            if (refusal is Refusal.Foreign && act != Act.Stranger) return;
            _deals.Answered(worker, step, part);
            _naive.Answered(worker, step, part);
            if (refusal is not null) return;
            if (act is Act.Misshapen or Act.NonFinite)
            {
                var hasDiverged = _naive.Reject(worker, part, act == Act.NonFinite);
                Assert.Equal(hasDiverged, _deals.Reject(worker, part, act == Act.NonFinite));
                if (hasDiverged) See("diverged");
                return;
            }
            _deals.Accept(part);
            _naive.Accept(part);
            _in += part.To - part.From;
        }

        private void Compare()
        {
            Assert.Equal((_naive.Workers, _naive.Hopeless), (_deals.Workers, _deals.Hopeless));
            for (var step = Math.Max(0, _step - 5); step <= _step + 1; step++) Assert.Equal(_naive.IsHeld(step), _deals.IsHeld(step));
            if (_naive.Hopeless is not null) See("hopeless");
            if (_naive.IsHeld(_step - 1)) See("held");
        }

        private void See(string what) => _seen.TryAdd(what, 0);

        private static List<(WorkerId, long, Part)> Plain(List<Deal> deals) => [.. deals.Select(deal => (deal.Worker, deal.Step, deal.Part))];
    }
}
