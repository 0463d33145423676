using ActorBackprop.Actors;
using ActorBackprop.Actors.Messages;
using ActorBackprop.Learning.Optimizers;
using ActorBackprop.Simulation.Worlds;
using ActorBackprop.VirtualTime;

namespace ActorBackprop.Simulation.Tests.Campaign.Checks;

/// <summary>Finds nothing wrong: counts what was seen, so that a campaign can tell whether it gets where it means to get.</summary>
internal sealed class Sightings : Checker
{
    /// <summary>What has to be seen in some mode. Misshapen and NonFinite are missing: simulated workers compute what they are asked.</summary>
    public static readonly IReadOnlyList<string> Expected =
    [
        .. Enum.GetValues<FaultKind>().Select(kind => $"fault: {kind}"),
        .. OfWorkers.Select(kind => $"while it computes: {kind}"),
        .. Between.SelectMany(name => new[] { $"lost: {name}", $"came twice: {name}", $"overtaken: {name}" }),
        .. new[] { "before the start", "in a step", "while the last answers are awaited" }.Select(state => $"RegisterWorker {state}"),
        .. new[] { "in a step", "while the last answers are awaited" }.Select(state => $"GradientComputed {state}"),
        .. new[] { "before the start", "in a step" }.Select(state => $"WorkerLost {state}"),
        .. Enum.GetValues<LawKind>().Select(kind => $"law: {kind}"),
        .. new[] { "Sgd", "momentum", "Nesterov", "Adam" }.Select(name => $"optimizer: {name}"),
        "dealt again while its holder is at it", "dealt again to its holder", "restarted before it was known lost", "no worker there",
        "joined later and accepted", "begun with fewer than expected", "uneven minibatch", "more workers than microbatches",
        "several sums in a gradient", "one worker", "queue at the server", "ended before the world healed", "ended after the world healed",
    ];

    /// <summary>Returns what has to be seen in a mode: that each checker had something to check, and each fault in its way.</summary>
    public static IEnumerable<string> ExpectedIn(string mode) =>
    [
        "accepted a gradient", "took a step", "completed an epoch", "compared the parameters of a part", "compared a snapshot",
        "compared the weights at the end", "told a worker lost", "counted the messages",
        .. new[] { Refusal.Foreign, Refusal.Superseded, Refusal.Late, Refusal.Duplicate }.Select(reason => $"refused: {reason}"),
        .. OfWorkers.Select(kind => $"while it computes: {kind}"),
        .. Between.SelectMany(name => new[] { $"lost: {name}", $"came twice: {name}", $"overtaken: {name}" }),
        .. mode is "k-sync" or "k-batch-sync" ? new[] { "refused: Dropped", "dropped parts" } : [],
        "dealt again while its holder is at it", "dealt again to its holder", "restarted before it was known lost", "no worker there",
        "several shards",
    ];

    private static FaultKind[] OfWorkers => [FaultKind.Crash, FaultKind.Leave, FaultKind.Pause, FaultKind.Cut];

    private static string[] Between => [nameof(ComputeGradient), nameof(GradientComputed), nameof(RegisterWorker)];

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
        if (trial.Case.Server.Servers > 1) See("several shards");
    }

    private string State => !_hasStarted ? "before the start" : _isEnding ? "while the last answers are awaited" : "in a step";

    public override void Happened(in VirtualEvent happened)
    {
        if (Trial.End is not null) return;
        _isEnding = _account.IsOver;
        if (happened.Fault is { } kind) Fault(kind, happened);
        else if (happened.Message is ComputeGradient or GradientComputed or RegisterWorker) Handled(happened, happened.Message);
        else if (happened.Message is PartComputed or CancelPart && WorkerOf(happened.To) is { } number) _at.Remove(number);
    }

    public override void Told(object message)
    {
        switch (message)
        {
            case TrainingStarted started:
                _hasStarted = true;
                if (started.Workers < Trial.Case.Server.Workers) See("begun with fewer than expected");
                break;
            case WorkerLost lost:
                See($"WorkerLost {State}");
                if (_members.Incarnation(lost.Worker.Number) > lost.Worker.Incarnation) See("restarted before it was known lost");
                if (_hasStarted && _members.Count == 0) See("no worker there");
                break;
            case StepCompleted when _account.LastAccepted >= Trial.Case.Server.Workers:
                See("joined later and accepted");
                break;
            case TrainingEnded:
                See(Trial.World.Virtual.Now.TotalSeconds < Trial.Case.HealSeconds ? "ended before the world healed" : "ended after the world healed");
                break;
        }
    }

    private void Fault(FaultKind kind, in VirtualEvent happened)
    {
        See($"fault: {kind}");
        if (kind is FaultKind.Loss or FaultKind.Break or FaultKind.Undeliverable && happened.Message is { } message)
            See($"lost: {message.GetType().Name}");
        if (WorkerOf(happened.From) is not { } number || happened.Message is not null) return;
        if (_at.ContainsKey(number) && OfWorkers.Contains(kind)) See($"while it computes: {kind}");
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
}
