using System.Collections.Concurrent;
using ActorBackprop.Actors.Ledger;
using ActorBackprop.Actors.Messages;
using ActorBackprop.Actors.Modes;
using ActorBackprop.Actors.Tests.Support;
using ActorBackprop.Learning.Gradients;
using ActorBackprop.Learning.Sampling;
using ActorBackprop.Learning.Training;
using CsCheck;

namespace ActorBackprop.Actors.Tests.Ledger;

/// <summary>Every decision in synchronous training is that of a model that searches lists, whatever workers do.</summary>
public sealed class LedgerOracleTests
{
    private enum Act { Answer, Misshapen, NonFinite, Stranger, Register, Restart, Stale, Remove, Check }

    private sealed record Event(Act Act, int Who, int What, bool ThenAssigns);

    private static readonly Gen<Act> Acts = Gen.Frequency((30, Gen.Const(Act.Answer)), (3, Gen.Const(Act.Misshapen)),
        (4, Gen.Const(Act.NonFinite)), (3, Gen.Const(Act.Stranger)), (6, Gen.Const(Act.Register)), (4, Gen.Const(Act.Restart)),
        (1, Gen.Const(Act.Stale)), (4, Gen.Const(Act.Remove)), (4, Gen.Const(Act.Check)));

    private static readonly Gen<Act> Failures = Gen.Frequency((1, Gen.Const(Act.Restart)), (2, Gen.Const(Act.Misshapen)), (1, Gen.Const(Act.Register)));

    /// <summary>Few workers, or more than a word has bits; a third of the small stories are of nothing but failures.</summary>
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
        string[] all = ["assigned", "waiting", "hopeless", "diverged", "again", "held", "not let in", "accepted", "stepped",
            .. Enum.GetNames<Refusal>().Except([nameof(Refusal.Dropped)])]; // nothing is dropped in synchronous training
        Assert.Empty(all.Except(seen.Keys)); // else the stories are too tame
    }

    private static Gen<(int, int, Event[])> Story(Gen<int> workers, Gen<int> microbatches, Gen<Act> acts, int max) => Gen.Select(
        workers, microbatches, Gen.Select(acts, Gen.Int[0, 1000], Gen.Int[0, 1000], Gen.Int[0, 7], (act, who, what, then) =>
            new Event(act, who, what, then > 0)).Array[0, max]);

    private sealed class World
    {
        private static readonly float[] One = [1];

        private readonly CountedReturns _buffers = new();
        private readonly TrainingProgress _progress;
        private readonly WorkLedger _ledger;
        private readonly NaiveLedger _naive;
        private readonly TrainingPlan _plan;
        private readonly ConcurrentDictionary<string, int> _seen;
        private readonly WorkerId[] _ids;
        private readonly List<(WorkerId Worker, long Step, Part Part)> _sent = [];
        private readonly int _microbatches;

        public World(int workers, int microbatches, ConcurrentDictionary<string, int> seen)
        {
            (_microbatches, _seen) = (microbatches, seen);
            _plan = OneWeight.Plan(stepsPerEpoch: 1000, minibatch: microbatches);
            _plan = _plan with { Samples = 3 * microbatches - microbatches / 2, Epochs = 1000 }; // each third minibatch is smaller
            _progress = new TrainingProgress(_plan);
            var versions = new Versions(_buffers);
            versions.Begin(0, default);
            _ledger = new WorkLedger(
                new ServerSettings { Run = "", Workers = workers, Mode = new Synchronous() }, _plan, _progress, versions, steps: 0);
            _naive = new NaiveLedger(step => step % 3 == 2 ? microbatches - microbatches / 2 : microbatches);
            _ids = [.. Enumerable.Range(0, workers).Select(n => new WorkerId(n < 4 || workers > 9 ? n : 61 + n, 2))]; // not all neighbours
            for (var n = workers - 1; n >= 0; n--) Register(_ids[n], -1);
            Assign();
        }

        public void Happen(Event happening)
        {
            var (who, what) = (happening.Who % _ids.Length, happening.What);
            switch (happening.Act)
            {
                case Act.Answer or Act.Misshapen or Act.NonFinite when _sent.Count > 0: // of the last ones that were assigned
                    var (worker, step, part) = _sent[_sent.Count - 1 - what % Math.Min(_sent.Count, 2 * _ids.Length)];
                    Answer(worker, step, part, happening.Act);
                    break;
                case Act.Stranger:
                    var from = what % (_microbatches + 2) - 1;
                    var id = new WorkerId(happening.Who % 80 - 1, what % 5);
                    Answer(id, _naive.Step + what % 3 - 1, new Part(from, from + 1 + happening.Who % 3), Act.Stranger);
                    break;
                case Act.Register:
                    Register(_ids[who], _naive.Step + what % 3 - 1);
                    break;
                case Act.Restart:
                    Register(_ids[who] = _ids[who] with { Incarnation = _ids[who].Incarnation + 1 }, -1);
                    break;
                case Act.Stale:
                    Register(_ids[who] with { Incarnation = _ids[who].Incarnation - 1 }, _naive.Step);
                    break;
                case Act.Remove:
                    _ledger.Remove(_ids[who].Number);
                    _naive.Remove(_ids[who].Number);
                    break;
                case Act.Check:
                    var again = _naive.CheckOverdue();
                    Assert.Equal(again, Plain(_ledger.CheckOverdue()));
                    if (again.Count > 0) See("again");
                    break;
            }
            Compare();
            if (happening.ThenAssigns) Assign();
            Compare();
        }

        private void Register(WorkerId worker, long heard)
        {
            var isIn = _naive.TryRegister(worker, heard);
            Assert.Equal(isIn, _ledger.TryRegister(worker, heard));
            if (!isIn) See("not let in");
        }

        private void Assign()
        {
            var assigned = _naive.Assign();
            Assert.Equal(assigned, Plain(_ledger.Assign(mayOpen: true)));
            _sent.AddRange(assigned);
            if (assigned.Count > 0) See("assigned");
            if (_naive.IsWaiting) See("waiting");
        }

        /// <summary>As the server does it.</summary>
        private void Answer(WorkerId worker, long step, Part part, Act act)
        {
            Refusal? flaw = act switch { Act.Misshapen => Refusal.Misshapen, Act.NonFinite => Refusal.NonFinite, _ => null };
            var minibatch = Minibatch.Of(_plan, Math.Max(0, step));
            NodeSum[] sums = act is Act.Misshapen or Act.Stranger ? [] : [.. part.Nodes(minibatch)
                .Select(node => new NodeSum(node, One, act == Act.NonFinite ? double.NaN : 0, 0))];
            var refusal = _ledger.Take(new GradientComputed("", worker, step, part, step, sums, TimeSpan.Zero), 1, out _);
            Assert.Equal(_naive.Take(worker, step, part, act == Act.Stranger ? Refusal.Misshapen : flaw), refusal);
            See(refusal?.ToString() ?? "accepted");
            if (_ledger.Due is not (> 0 and var due)) return;
            var sum = new StepSum();
            foreach (var gradient in _ledger.RemoveDue(due))
                foreach (var node in gradient.Sums) sum.Add(gradient.Part.Minibatch, node);
            _progress.Apply(sum);
            _ledger.BeginVersion(default, []);
            Assert.True(_progress.TryPass(out var passed));
            _ledger.Close(passed);
            See("stepped");
        }

        private void Compare()
        {
            Assert.Equal((_naive.Workers, _naive.IsHopeless, _naive.HasDiverged), (_ledger.Registered, _ledger.Hopeless is not null, _ledger.HasDiverged));
            Assert.Equal((_naive.Step, _naive.VersionsReleased), (_ledger.Steps, _buffers.Count));
            if (_naive.IsHopeless) See("hopeless");
            if (_naive.HasDiverged) See("diverged");
            if (_naive.VersionsReleased < _naive.Step) See("held");
        }

        private void See(string what) => _seen.TryAdd(what, 0);

        private static List<(WorkerId, long, Part)> Plain(List<Assignment> assignments) =>
            [.. assignments.Select(given => (given.Worker, given.Part.Minibatch.Step, given.Part.Part))];
    }
}

/// <summary>Counts the buffers that come back.</summary>
internal sealed class CountedReturns : IGradientBuffers
{
    public int Count { get; private set; }

    public Memory<float> Take() => throw new NotSupportedException();

    public void GiveBack(Memory<float> buffer) => Count++;
}
