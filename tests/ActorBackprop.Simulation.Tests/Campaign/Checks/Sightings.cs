using ActorBackprop.Actors.Messages;
using ActorBackprop.Learning.Optimizers;
using ActorBackprop.Simulation.Worlds;
using ActorBackprop.VirtualTime;

namespace ActorBackprop.Simulation.Tests.Campaign.Checks;

/// <summary>Finds nothing wrong: counts what was seen, so that a campaign can tell whether it gets where it means to get.</summary>
internal sealed class Sightings : Checker
{
    /// <summary>What has to be seen. Misshapen and NonFinite are missing: no simulated worker computes what is not so.</summary>
    public static readonly IReadOnlyList<string> Expected =
    [
        .. Enum.GetValues<FaultKind>().Select(kind => $"fault: {kind}"),
        .. new[] { Refusal.Foreign, Refusal.Superseded, Refusal.Late, Refusal.Duplicate }.Select(reason => $"refused: {reason}"),
        .. new[] { FaultKind.Crash, FaultKind.Leave, FaultKind.Pause, FaultKind.Cut }.Select(kind => $"while it computes: {kind}"),
        .. Between.SelectMany(name => new[] { $"lost: {name}", $"came twice: {name}", $"overtaken: {name}" }),
        .. new[] { "before the start", "in a step", "while the last answers are awaited" }.Select(state => $"RegisterWorker {state}"),
        .. new[] { "in a step", "while the last answers are awaited" }.Select(state => $"GradientComputed {state}"),
        .. new[] { "before the start", "in a step" }.Select(state => $"WorkerLost {state}"),
        .. Enum.GetValues<LawKind>().Select(kind => $"law: {kind}"),
        .. new[] { "Sgd", "momentum", "Nesterov", "Adam" }.Select(name => $"optimizer: {name}"),
        "dealt again while its holder is at it", "dealt again to its holder", "restarted before it was known lost", "nobody there",
        "joined later and accepted", "begun with fewer than expected", "uneven minibatch", "more workers than microbatches",
        "several sums in a gradient", "one worker", "queue at the server", "ended before all was well", "ended after all was well",
        "a snapshot to store",
    ];

    private static string[] Between => [nameof(ComputeGradient), nameof(GradientComputed), nameof(RegisterWorker)];

    private readonly Dictionary<string, long> _seen = [];
    private readonly Dictionary<int, ComputeGradient> _at = []; // what the workers compute
    private readonly Dictionary<(Node, Node, Type), TimeSpan> _departed = [];
    private readonly HashSet<object> _handled = new(ReferenceEqualityComparer.Instance);
    private readonly Members _members;
    private readonly Account _account;
    private bool _hasStarted, _isEnding;

    public Sightings(Trial trial, Members members, Account account) : base(trial)
    {
        (_members, _account) = (members, account);
        var (options, plan, law) = (trial.Case.Plan.Optimizer, trial.Case.Plan, trial.Case.World.Compute.Law.Kind);
        See($"law: {law}");
        See("optimizer: " + (options.Kind == OptimizerKind.Adam ? "Adam"
            : options.Nesterov ? "Nesterov" : options.Momentum > 0 ? "momentum" : "Sgd"));
        if (plan.Samples % plan.Minibatch != 0) See("uneven minibatch");
        if (plan.Minibatch / plan.Microbatch < trial.Case.Server.Workers) See("more workers than microbatches");
        if (trial.Case.Server.Workers == 1) See("one worker");
    }

    public IReadOnlyDictionary<string, long> Seen => _seen;

    private string State => !_hasStarted ? "before the start" : _isEnding ? "while the last answers are awaited" : "in a step";

    public override void Happened(in VirtualEvent happened)
    {
        if (Trial.End is not null) return;
        _isEnding = _account.IsOver;
        if (happened.Fault is { } kind) Fault(kind, happened);
        else if (happened.Message is ComputeGradient or GradientComputed or RegisterWorker) Handled(happened, happened.Message);
        else if (happened.Message is Actors.PartComputed && WorkerOf(happened.To) is { } number) _at.Remove(number);
    }

    public override void Told(object message)
    {
        switch (message)
        {
            case TrainingStarted started:
                _hasStarted = true;
                if (started.Workers < Trial.Case.Server.Workers) See("begun with fewer than expected");
                break;
            case GradientRefused refused:
                See($"refused: {refused.Reason}");
                break;
            case WorkerLost lost:
                See($"WorkerLost {State}");
                if (_members.Incarnation(lost.Worker.Number) > lost.Worker.Incarnation) See("restarted before it was known lost");
                if (_hasStarted && _members.Count == 0) See("nobody there");
                break;
            case StepCompleted when _account.LastAccepted >= Trial.Case.Server.Workers:
                See("joined later and accepted");
                break;
            case StoreSnapshot:
                See("a snapshot to store");
                break;
            case TrainingEnded:
                See(Trial.World.Virtual.Now.TotalSeconds < Trial.Case.HealSeconds ? "ended before all was well" : "ended after all was well");
                break;
        }
    }

    private void Fault(FaultKind kind, in VirtualEvent happened)
    {
        See($"fault: {kind}");
        if (kind is FaultKind.Loss or FaultKind.Break or FaultKind.Undeliverable && happened.Message is { } message)
            See($"lost: {message.GetType().Name}");
        if (WorkerOf(happened.From) is not { } number || happened.Message is not null) return;
        if (_at.ContainsKey(number)) See($"while it computes: {kind}");
        if (kind is FaultKind.Crash or FaultKind.Leave) _at.Remove(number);
    }

    private void Handled(in VirtualEvent happened, object message)
    {
        var (name, way) = (message.GetType().Name, (happened.From, happened.To, message.GetType()));
        if (!_handled.Add(message)) See($"came twice: {name}");
        if (_departed.TryGetValue(way, out var before) && before > happened.Departed) See($"overtaken: {name}");
        _departed[way] = happened.Departed;
        if (IsAtServer(happened)) See($"{name} {State}");
        if (IsAtServer(happened) && Trial.World.ServerNode.Waiting > 0) See("queue at the server");
        if (message is GradientComputed { Sums.Count: > 1 }) See("several sums in a gradient");
        if (message is ComputeGradient work && WorkerOf(happened.To) is { } number) Dealt(number, work);
    }

    private void Dealt(int number, ComputeGradient work)
    {
        foreach (var (other, at) in _at)
            if (at.Minibatch.Step == work.Minibatch.Step && at.Part == work.Part && !ReferenceEquals(at, work))
                See(other == number ? "dealt again to its holder" : "dealt again while its holder is at it");
        _at.TryAdd(number, work);
    }

    private void See(string what) => _seen[what] = _seen.GetValueOrDefault(what) + 1;
}
