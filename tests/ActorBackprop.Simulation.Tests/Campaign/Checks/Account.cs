using ActorBackprop.Actors.Messages;
using ActorBackprop.Learning.Training;
using ActorBackprop.VirtualTime;

namespace ActorBackprop.Simulation.Tests.Campaign.Checks;

/// <summary>
/// Keeps an account of every gradient, and checks the server's against it: each gradient is accepted, or refused for a reason that
/// applies; each step is taken as soon as the mode says, of the gradients that the mode says; each microbatch of each minibatch
/// counts once, or not at all where the mode drops gradients; and all sums are right.
/// </summary>
internal sealed class Account : Checker
{
    private readonly Members _members;
    private readonly Deals _deals;
    private readonly Func<long[], ulong[]> _oracle;
    private readonly Dictionary<Refusal, long> _refused = [];
    private readonly Dictionary<int, long> _samples = []; // accepted, by worker
    private readonly HashSet<(long Minibatch, int Microbatch)> _isIn = []; // asked, never enumerated
    private readonly Dictionary<long, int> _applied = []; // microbatches, by minibatch
    private readonly List<GradientComputed> _gathered = []; // accepted and not applied yet, in the order of their arrival
    private readonly HashSet<int> _stepped = []; // shards that have answered for the step
    private readonly List<long> _staleness = []; // gradients applied, by how old they were
    private readonly List<ulong> _versions = []; // a fingerprint of each
    private readonly HashSet<(long Minibatch, int First)> _appliedParts = []; // asked, never enumerated
    private readonly Dictionary<int, long> _ofEpochs = []; // samples applied
    private readonly Queue<(GradientComputed Gradient, TimeSpan At)> _arrived = []; // not accepted or refused yet
    private readonly long _microbatches; // of the whole training
    private ulong _state;
    private long _told, _all, _oldest;
    private int _epochs;
    private bool _mustEndEpoch;

    public Account(Trial trial, Members members, Deals deals, Func<long[], ulong[]> oracle) : base(trial)
    {
        (_members, _deals, _oracle) = (members, deals, oracle);
        for (var minibatch = 0; minibatch < Case.Plan.Steps; minibatch++) _microbatches += Case.MicrobatchesOf(minibatch);
        Note(oracle([]));
    }

    private CampaignCase Case => Trial.Case;

    private CampaignMode Mode => Trial.Case.Mode;

    /// <summary>The number of steps taken.</summary>
    public long Steps => _versions.Count - 1;

    /// <summary>Whether the last epoch is complete: the server judges no more.</summary>
    public bool IsOver => _epochs == Case.Plan.Epochs;

    /// <summary>The worker whose gradient was accepted last; −1 before.</summary>
    public int LastAccepted { get; private set; } = -1;

    /// <summary>The number of samples whose gradients were dropped for good.</summary>
    public long Missing => (long)Case.Plan.Samples * Case.Plan.Epochs - _all;

    /// <summary>The number of shards that take part in each step: of 16 floats at least each, and none where one would be alone.</summary>
    private int Shards => Math.Min(Case.Server.Servers, (Case.Plan.Network.ParameterLength + 15) / 16) is > 1 and var shards ? shards : 0;

    /// <summary>Whether some samples may be left out of an epoch.</summary>
    private bool MayDropForGood => Mode is { Drops: true, IsExact: false } && !Case.Server.ReassignDropped;

    /// <summary>Whether the gathered gradients are enough for a step, even if others are still awaited.</summary>
    private bool IsStepDue => Mode.TakesWholeMinibatches
        ? Steps < Case.Plan.Steps && Microbatches(_gathered.Where(one => one.Step == Steps)) == Case.MicrobatchesOf(Steps)
        : _gathered.Count >= Needed(0);

    /// <summary>Whether gradients that arrive while shards take a step are handled after it.</summary>
    private bool QueuesGradients => Shards > 0 && Mode.QueuesGradients;

    /// <summary>Whether shards take a step, so that gradients that have arrived are handled later.</summary>
    private bool IsStepping => QueuesGradients && IsStepDue;

    /// <summary>Whether a step may be in progress with fewer gradients, because no other one can arrive that would be accepted.</summary>
    private bool MayBeStepping => QueuesGradients && _gathered.Count > 0 && (Mode.Drops || _isIn.Count == _microbatches);

    /// <summary>Returns the fingerprint of a version; null if there is none.</summary>
    public ulong? FingerprintOf(long version) => version >= 0 && version < _versions.Count ? _versions[(int)version] : null;

    public override void Happened(in VirtualEvent happened)
    {
        if (Trial.End is not null || happened.Fault is not null) return; // messages may be lost while the server sends them
        Settle();
        if (_told != Steps) Fail($"{Steps} steps were taken, {_told} were told");
        if (_mustEndEpoch) Fail($"step {Steps} had too few gradients, and others were still to come");
        if (IsStepDue && _stepped.Count == Shards) Fail($"step {Steps + 1} was not taken, although {_gathered.Count} gradients are in");
        if (!IsAtServer(happened) || IsOver) return;
        if (happened.Message is GradientComputed gradient) _arrived.Enqueue((gradient, happened.At));
        else if (happened.Message is ShardStepped stepped && (stepped.Step != Steps || !_stepped.Add(stepped.Shard))) Fail($"{stepped} has come");
    }

    public override void Told(object message)
    {
        if (message is GradientRefused refused)
        {
            Refuse(refused);
        }
        else if (message is StepCompleted step)
        {
            if (step.Steps > Steps) TakeStep(step.Steps, step.Statistics.Samples);
            if (step.Steps != Steps || step.Steps != ++_told) Fail($"step {step.Steps} was told as the {_told}th, after {Steps} steps");
        }
        else if (message is EpochCompleted epoch)
        {
            // In the modes that may drop what an epoch is waiting for, its end is told before the step that it ends with.
            if (epoch.Steps > Steps) TakeStep(epoch.Steps, epoch.Statistics.Samples);
            if (epoch.Epoch != ++_epochs || epoch.Steps != Steps) Fail($"epoch {epoch.Epoch} was told as the {_epochs}th, after {epoch.Steps} steps");
            if (Mode.Drops || IsOver) _mustEndEpoch = false;
            CheckEpoch(epoch);
        }
    }

    public override void Assess(TrainingEnded end)
    {
        var statistics = end.Statistics;
        if (statistics.Samples != _all) Fail($"{statistics.Samples} samples were counted, {_all} applied");
        foreach (var worker in statistics.Workers)
            if (worker.Samples != _samples.GetValueOrDefault(worker.Number)) Fail($"{worker.Samples} samples of worker {worker.Number} were counted");
        foreach (var (reason, times) in statistics.Refused)
            if (times != _refused.GetValueOrDefault(reason)) Fail($"{times} were counted as {reason}, {_refused.GetValueOrDefault(reason)} told");
        if (Case.Server.Mode.IsSynchronous ? statistics.Staleness.Count > 0 : !statistics.Staleness.SequenceEqual(_staleness))
            Fail($"{string.Join(' ', statistics.Staleness)} gradients were counted by staleness, {string.Join(' ', _staleness)} applied");
        CheckDropped(statistics.PartsDropped);
    }

    /// <summary>Checks the state that the training ended with against the oracle's.</summary>
    public void CheckEnd(TrainingSnapshot snapshot)
    {
        See("compared the weights at the end");
        if (Trial.Violation is null && snapshot.Steps != (Mode.TakesWholeMinibatches ? Case.Plan.Steps : Steps))
            Trial.Fail("Weights", $"it ended after {snapshot.Steps} steps");
        if (Trial.Violation is null && Fingerprint.Of(snapshot, withTotals: Missing == 0) != _state)
            Trial.Fail("Weights", "it did not end with the oracle's bits");
    }

    /// <summary>Returns the gradients that a step needs, where others are still awaited.</summary>
    private int Needed(long minibatch) =>
        Mode.Name == "k-sync" ? Math.Min(Mode.Gradients, Math.Min(Case.MicrobatchesOf(minibatch), Case.Server.Workers)) : Mode.Gradients;

    private static int Microbatches(IEnumerable<GradientComputed> gradients) => gradients.Sum(one => one.Part.To - one.Part.From);

    /// <summary>Returns what may become of a gradient: the reasons to refuse it that apply; null for accepting it.</summary>
    private Refusal?[] Due(GradientComputed gradient, TimeSpan arrived)
    {
        var (worker, version) = (gradient.Worker, gradient.Version);
        var incarnation = _members.Incarnation(worker.Number);
        if (incarnation is null || worker.Incarnation > incarnation) return [Refusal.Foreign];
        if (worker.Incarnation < incarnation) return [Refusal.Superseded];
        if (version > Steps) return [Refusal.Foreign];
        var isIn = _isIn.Contains((gradient.Step, gradient.Part.From));
        if (Mode.Drops && version < Steps) return [Refusal.Dropped, Refusal.Late, Refusal.Duplicate];
        if (Mode.Drops && isIn) return [Refusal.Duplicate, Refusal.Late]; // its minibatch may be done, others of it having been dropped
        if (gradient.Step < _oldest) return [Refusal.Late];
        if (isIn) return [Refusal.Duplicate];
        var dealt = _deals.DealtAt(gradient);
        var isForgotten = _members.WasLostSince(worker.Number, dealt) || _deals.MayBeTakenForLost(worker, gradient.Step, version, dealt, arrived);
        return version < Steps && isForgotten ? [null, Refusal.Late] : [null];
    }

    private void Refuse(GradientRefused refused)
    {
        See($"refused: {refused.Reason}");
        _refused[refused.Reason] = _refused.GetValueOrDefault(refused.Reason) + 1;
        while (!IsStepping && _arrived.TryDequeue(out var first))
        {
            var (gradient, due) = (first.Gradient, Due(first.Gradient, first.At));
            var isThis = gradient.Worker == refused.Worker && gradient.Step == refused.Step;
            if (isThis && due.Contains(refused.Reason)) return;
            if (!due.Contains(null))
            {
                Fail($"{Name(gradient)} was {(isThis ? $"refused as {refused.Reason}" : "accepted")}; expected {Expected(due)}");
                return;
            }
            Accept(gradient);
        }
        Fail($"{refused} was told, and no such gradient has come");
    }

    /// <summary>The gradients that have arrived and were not refused were accepted, one after the other, until a step began.</summary>
    private void Settle()
    {
        if (IsOver) _arrived.Clear();
        while (!IsStepping && _arrived.TryPeek(out var first))
        {
            var (gradient, due) = (first.Gradient, Due(first.Gradient, first.At));
            if (due.Contains(null)) Accept(gradient);
            else if (MayBeStepping) return; // if no step is in progress, the samples of the next one will be too many
            else Fail($"{Name(gradient)} was accepted; expected {Expected(due)}");
            _arrived.Dequeue();
        }
    }

    private void Accept(GradientComputed gradient)
    {
        See("accepted a gradient");
        var (part, to) = (gradient.Part, gradient.Part.From);
        foreach (var sum in gradient.Sums)
        {
            if (sum.Node.From != to) Fail($"{Name(gradient)} has a sum of {sum.Node}; expected one from {to}");
            to = sum.Node.To;
        }
        if (to != part.To) Fail($"{Name(gradient)} has sums up to {to}");
        for (var microbatch = part.From; microbatch < part.To; microbatch++)
            if (!_isIn.Add((gradient.Step, microbatch))) Fail($"microbatch {microbatch} of {Name(gradient)} is in already");
        LastAccepted = gradient.Worker.Number;
        _samples[LastAccepted] = _samples.GetValueOrDefault(LastAccepted) + Case.SamplesOf(gradient.Step, part.From, part.To);
        _gathered.Add(gradient);
    }

    /// <summary>The server says that it has taken a step, and how many samples it has applied by now.</summary>
    private void TakeStep(long steps, long samples)
    {
        Settle();
        var step = Mode.TakesWholeMinibatches ? _gathered.Where(one => one.Step == Steps).ToList() : [.. _gathered];
        if (steps != Steps + 1) Fail($"step {steps} was told after {Steps}");
        CheckStep(step, samples);
        if (Trial.Violation is not null) return;
        See("took a step");
        foreach (var gradient in step) Apply(gradient);
        _gathered.RemoveAll(step.Contains);
        var numbers = step.OrderBy(one => one.Step).ThenBy(one => one.Part.From)
            .SelectMany(one => new long[] { one.Step, one.Part.From, one.Part.To, one.Version });
        Note(_oracle([.. numbers]));
        _stepped.Clear();
        while (_applied.GetValueOrDefault(_oldest) == Case.MicrobatchesOf(_oldest)) _oldest++;
        if (Mode.Drops && _gathered.Count > 0) Fail($"{_gathered.Count} accepted gradients were not applied");
    }

    private void Note(ulong[] fingerprints)
    {
        _versions.Add(fingerprints[0]);
        _state = fingerprints[1];
    }

    private void CheckStep(List<GradientComputed> step, long samples)
    {
        if (_stepped.Count < Shards) Fail($"step {Steps + 1} was taken with the answers of {_stepped.Count} shards of {Shards}");
        var applied = step.Sum(one => (long)Case.SamplesOf(one.Step, one.Part.From, one.Part.To));
        if (_all + applied != samples) Fail($"{samples} samples were told after {_all} and a step of {applied}");
        if (Mode.TakesWholeMinibatches)
        {
            if (Steps >= Case.Plan.Steps || Microbatches(step) != Case.MicrobatchesOf(Steps))
                Fail($"step {Steps + 1} was taken with {Microbatches(step)} microbatches of its minibatch");
        }
        else if (step.Count < Needed(step.Count == 0 ? 0 : step.Min(one => one.Step)))
            _mustEndEpoch = true;
        if (Mode.Drops && step.Select(one => Case.EpochOf(one.Step)).Distinct().Count() > 1) Fail($"step {Steps + 1} is of several epochs");
    }

    private void Apply(GradientComputed gradient)
    {
        var (minibatch, part, staleness) = (gradient.Step, gradient.Part, (int)(Steps - gradient.Version));
        if (staleness > (Mode.MaxStaleness ?? int.MaxValue)) Fail($"{Name(gradient)} was applied {staleness} steps after its version");
        while (_staleness.Count <= staleness) _staleness.Add(0);
        _staleness[staleness]++;
        _applied[minibatch] = _applied.GetValueOrDefault(minibatch) + part.To - part.From;
        _appliedParts.Add((minibatch, part.From));
        var (epoch, samples) = (Case.EpochOf(minibatch), Case.SamplesOf(minibatch, part.From, part.To));
        _ofEpochs[epoch] = _ofEpochs.GetValueOrDefault(epoch) + samples;
        _all += samples;
    }

    private void CheckEpoch(EpochCompleted epoch)
    {
        See("completed an epoch");
        var samples = _ofEpochs.GetValueOrDefault(epoch.Epoch - 1);
        if (epoch.Totals.Samples != samples) Fail($"epoch {epoch.Epoch} was told with {epoch.Totals.Samples} samples of {samples}");
        if (samples > Case.Plan.Samples || (samples < Case.Plan.Samples && !MayDropForGood))
            Fail($"epoch {epoch.Epoch} was complete with {samples} samples of {Case.Plan.Samples}");
    }

    /// <summary>Checks that what is missing at the end was dealt and dropped, and that the server has counted it.</summary>
    private void CheckDropped(long dropped)
    {
        if ((!Mode.Drops || Mode.IsExact) && dropped != 0) Fail($"{dropped} parts were dropped");
        if (!MayDropForGood)
        {
            if (Missing != 0) Fail($"{Missing} samples are missing");
            return;
        }
        var missing = _deals.Parts.Where(dealt => !_appliedParts.Contains((dealt.Minibatch, dealt.Part.From))).ToList();
        var samples = missing.Sum(dealt => (long)Case.SamplesOf(dealt.Minibatch, dealt.Part.From, dealt.Part.To));
        if (samples != Missing) Fail($"{Missing} samples are missing, of which {samples} were dealt");
        if (missing.Count != dropped) Fail($"{missing.Count} parts are missing, {dropped} were counted as dropped");
        if (dropped > 0) See("dropped parts");
    }

    private static string Expected(Refusal?[] due) => string.Join(" or ", due.Select(reason => reason is null ? "that it is accepted" : $"{reason}"));

    private static string Name(GradientComputed gradient) =>
        $"the gradient of {gradient.Part} of minibatch {gradient.Step}, version {gradient.Version}, from {gradient.Worker}";
}
