using ActorBackprop.Actors.Messages;
using ActorBackprop.VirtualTime;

namespace ActorBackprop.Simulation.Tests.Campaign.Checks;

/// <summary>
/// Every gradient that reaches the server is accepted or refused, for the one reason that is due; those accepted make up
/// each step's microbatches, each once; the steps come one after the other, each as soon as it is complete, which with
/// several servers it is when all of them have answered.
/// </summary>
internal sealed class Account(Trial trial, Members members) : Checker(trial)
{
    private readonly Dictionary<Refusal, long> _refused = [];
    private readonly Dictionary<int, long> _samples = [];
    private readonly HashSet<int> _isIn = []; // microbatches of the step; asked, never enumerated
    private readonly HashSet<int> _stepped = []; // shards that have answered for the step
    private GradientComputed? _arrived; // what becomes of it is known before anything else happens
    private Refusal? _due;
    private readonly List<TimeSpan> _begun = [TimeSpan.Zero];
    private long _told;

    /// <summary>Steps that are complete.</summary>
    public long Steps { get; private set; }

    /// <summary>Whether the last step is complete: the server judges no more.</summary>
    public bool IsOver => Steps == Trial.Case.Plan.Steps;

    /// <summary>The worker whose gradient was accepted last; −1 before.</summary>
    public int LastAccepted { get; private set; } = -1;

    /// <summary>When the step before was complete: nobody was dealt a part of this one before.</summary>
    public TimeSpan BegunAt(long step) => _begun[(int)step];

    /// <summary>Shards that take part in each step: of 16 floats at least each, and none where one would be alone.</summary>
    private int Shards => Math.Min(Trial.Case.Server.Servers, (Trial.Case.Plan.Network.ParameterLength + 15) / 16) is > 1 and var shards ? shards : 0;

    /// <summary>Samples of a step.</summary>
    public int SamplesOf(long step)
    {
        var (plan, perEpoch) = (Trial.Case.Plan, (Trial.Case.Plan.Samples - 1) / Trial.Case.Plan.Minibatch + 1);
        return Math.Min(plan.Minibatch, plan.Samples - (int)(step % perEpoch) * plan.Minibatch);
    }

    /// <summary>Microbatches of a step.</summary>
    public int MicrobatchesOf(long step) => (SamplesOf(step) - 1) / Trial.Case.Plan.Microbatch + 1;

    public override void Happened(in VirtualEvent happened)
    {
        if (Trial.End is not null) return;
        Settle();
        if (_told != Steps) Fail($"{Steps} steps are complete, {_told} were told");
        if (!IsAtServer(happened) || IsOver) return;
        if (happened.Message is GradientComputed gradient) (_arrived, _due) = (gradient, Due(gradient));
        else if (happened.Message is ShardStepped stepped && (stepped.Step != Steps || !_stepped.Add(stepped.Shard))) Fail($"{stepped} has come");
    }

    public override void Told(object message)
    {
        if (message is GradientRefused refused) Refuse(refused);
        else Settle();
        switch (message)
        {
            case StepCompleted step when step.Steps != Steps || step.Steps != _told + 1:
                Fail($"step {step.Steps} was told after {_told}; of {Steps + 1} there is {_isIn.Count} microbatch(es) of {MicrobatchesOf(Steps)}");
                break;
            case StepCompleted step:
                _told = step.Steps;
                _begun.Add(Trial.World.Virtual.Now);
                break;
            case EpochCompleted epoch when epoch.Totals.Samples != Trial.Case.Plan.Samples || epoch.Steps != Steps:
                Fail($"epoch {epoch.Epoch} was told after step {epoch.Steps} with {epoch.Totals.Samples} samples");
                break;
        }
    }

    public override void Assess(TrainingEnded end)
    {
        if (end.Statistics.Samples != (long)Trial.Case.Plan.Samples * Trial.Case.Plan.Epochs) Fail($"{end.Statistics.Samples} samples were counted");
        foreach (var worker in end.Statistics.Workers)
            if (worker.Samples != _samples.GetValueOrDefault(worker.Number)) Fail($"{worker.Samples} samples of worker {worker.Number} were counted");
        foreach (var (reason, times) in end.Statistics.Refused)
            if (times != _refused.GetValueOrDefault(reason)) Fail($"{times} were counted as {reason}, {_refused.GetValueOrDefault(reason)} told");
    }

    /// <summary>What has to become of a gradient; null if it is to be accepted.</summary>
    private Refusal? Due(GradientComputed gradient)
    {
        var incarnation = members.Incarnation(gradient.Worker.Number);
        if (incarnation is null || gradient.Worker.Incarnation > incarnation) return Refusal.Foreign;
        if (gradient.Worker.Incarnation < incarnation) return Refusal.Superseded;
        if (gradient.Step < Steps) return Refusal.Late;
        if (gradient.Step > Steps) return Refusal.Foreign;
        return _isIn.Contains(gradient.Part.From) ? Refusal.Duplicate : null;
    }

    private void Refuse(GradientRefused refused)
    {
        _refused[refused.Reason] = _refused.GetValueOrDefault(refused.Reason) + 1;
        if (_arrived is not { } gradient || gradient.Worker != refused.Worker || gradient.Step != refused.Step)
            Fail($"{refused} was told, and no such gradient has come");
        else if (refused.Reason != _due)
            Fail($"{Name(gradient)} was refused as {refused.Reason}; expected {(_due is null ? "that it is accepted" : $"{_due}")}");
        _arrived = null;
    }

    /// <summary>What came last was not refused, so it is accepted; and it may have been what the step was waiting for.</summary>
    private void Settle()
    {
        if (_arrived is { } gradient) Accept(gradient);
        if (_isIn.Count < MicrobatchesOf(Steps) || _stepped.Count < Shards) return;
        _isIn.Clear();
        _stepped.Clear();
        Steps++;
    }

    private void Accept(GradientComputed gradient)
    {
        _arrived = null;
        if (_due is not null)
        {
            Fail($"{Name(gradient)} was accepted; expected {_due}");
            return;
        }
        var to = gradient.Part.From;
        foreach (var sum in gradient.Sums)
        {
            if (sum.Node.From != to) Fail($"{Name(gradient)} has a sum of {sum.Node}; expected one from {to}");
            to = sum.Node.To;
        }
        if (to != gradient.Part.To) Fail($"{Name(gradient)} has sums up to {to}");
        for (var microbatch = gradient.Part.From; microbatch < gradient.Part.To; microbatch++)
            if (!_isIn.Add(microbatch)) Fail($"microbatch {microbatch} of {Name(gradient)} is in already");
        var (samples, size) = (SamplesOf(Steps), Trial.Case.Plan.Microbatch);
        LastAccepted = gradient.Worker.Number;
        _samples[LastAccepted] = _samples.GetValueOrDefault(LastAccepted) + Math.Min(samples, to * size) - gradient.Part.From * size;
    }

    private static string Name(GradientComputed gradient) => $"the gradient of {gradient.Part} of step {gradient.Step} from {gradient.Worker}";
}
