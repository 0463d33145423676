using ActorBackprop.Actors.Dealing;
using ActorBackprop.Actors.Messages;
using ActorBackprop.Learning.Gradients;
using CsCheck;

namespace ActorBackprop.Actors.Tests.Dealing;

/// <summary>Whatever is lost on the way, a step goes on: when the trouble is over, every microbatch gets in, each once.</summary>
public sealed class DealingPropertyTests
{
    private enum Event { Answer, Refused, AnswerLost, PartLost, Crash, Stop, Check, Register }

    private static readonly Gen<(int Workers, int Microbatches, (Event What, int Who)[] Events)> Stories = Gen.Select(
        Gen.Int[1, 6], Gen.Int[1, 12], Gen.Select(Gen.Enum<Event>(), Gen.Int[0, 5]).Array[0, 40]);

    [Fact]
    public void After_any_story_every_microbatch_gets_in_once() => Stories.Sample(story =>
    {
        var world = new World(story.Workers, story.Microbatches);
        foreach (var (what, who) in story.Events) world.Happen(what, who % story.Workers);
        for (var round = 0; round < 12 && !world.IsComplete; round++) world.Heal();
        Assert.True(world.IsComplete, $"in: {string.Join(", ", world.In)}");
    }, iter: 5000);

    /// <summary>The workers as they really are, beside what <see cref="Deals"/> believes of them.</summary>
    private sealed class World
    {
        private readonly Deals _deals = new();
        private readonly int _microbatches;
        private readonly WorkerId[] _ids;
        private readonly bool[] _isHere;
        private readonly long[] _heard;
        private readonly List<Part>[] _hands;

        public World(int workers, int microbatches)
        {
            _microbatches = microbatches;
            _ids = [.. Enumerable.Range(0, workers).Select(number => new WorkerId(number, 1))];
            (_isHere, _heard) = ([.. _ids.Select(_ => true)], [.. _ids.Select(_ => -1L)]);
            _hands = [.. _ids.Select(_ => new List<Part>())];
            foreach (var id in _ids) _deals.TryJoin(id, -1);
            _deals.Begin(0, microbatches);
            Deal();
        }

        public List<Part> In { get; } = [];

        public bool IsComplete => In.Sum(part => part.To - part.From) == _microbatches;

        public void Happen(Event what, int who)
        {
            if (_deals.Hopeless is not null || IsComplete) return;
            var hand = _hands[who];
            switch (what)
            {
                case Event.Answer or Event.Refused or Event.AnswerLost or Event.PartLost when hand.Count > 0:
                    var part = hand[0];
                    hand.RemoveAt(0);
                    if (what != Event.PartLost) _heard[who] = 0;
                    if (what is Event.Answer or Event.Refused) Answer(_ids[who], part, what == Event.Answer);
                    break;
                case Event.Crash or Event.Stop:
                    hand.Clear();
                    (_ids[who], _heard[who]) = (_ids[who] with { Incarnation = _ids[who].Incarnation + 1 }, -1);
                    _isHere[who] = what == Event.Crash;
                    if (what == Event.Crash) _deals.TryJoin(_ids[who], -1);
                    else _deals.Leave(who);
                    break;
                case Event.Check:
                    Send(_deals.CheckOverdue());
                    break;
                case Event.Register when hand.Count == 0:
                    _isHere[who] = _deals.TryJoin(_ids[who], _heard[who]);
                    break;
            }
            Deal();
        }

        /// <summary>Nothing gets lost for a while; everybody comes back.</summary>
        public void Heal()
        {
            for (var who = 0; who < _ids.Length; who++)
            {
                if (_hands[who].Count == 0) Happen(Event.Register, who);
                while (_hands[who].Count > 0 && !IsComplete) Happen(Event.Answer, who);
            }
            Happen(Event.Check, 0);
        }

        private void Answer(WorkerId worker, Part part, bool isGood)
        {
            var refusal = _deals.Judge(worker, 0, part);
            Assert.True(refusal is null or Refusal.Duplicate, $"{refusal} for {part}");
            _deals.Answered(worker, 0, part);
            if (refusal is not null) return;
            if (!isGood)
            {
                _deals.Reject(worker, part, nonFinite: false);
                return;
            }
            Assert.DoesNotContain(In, other => part.From < other.To && other.From < part.To);
            _deals.Accept(part);
            In.Add(part);
        }

        private void Deal()
        {
            var deals = _deals.Next();
            Assert.Equal(deals.Count, deals.Select(deal => deal.Worker.Number).Distinct().Count());
            Send(deals);
        }

        private void Send(IEnumerable<Deal> deals)
        {
            foreach (var deal in deals)
            {
                Assert.True(_isHere[deal.Worker.Number] && _ids[deal.Worker.Number] == deal.Worker, $"{deal.Worker} is not there");
                Assert.DoesNotContain(deal.Part, In);
                if (!_hands[deal.Worker.Number].Contains(deal.Part)) _hands[deal.Worker.Number].Add(deal.Part);
            }
        }
    }
}
