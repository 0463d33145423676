using ActorBackprop.Actors.Messages;
using ActorBackprop.VirtualTime;

namespace ActorBackprop.Simulation.Tests.Campaign.Checks;

/// <summary>
/// No queue grows without bound. For each worker there may be, on the way or waiting: its deal, its answer, a registration and one
/// message of the step before; one message more for each timeout, and one for each second, that a message or a worker
/// ever stood still; and two more for each step that was taken meanwhile, where workers are told to cancel parts. Beside them there
/// are the copies that the network has made and not delivered yet.
/// </summary>
internal sealed class Congestion(Trial trial, Deals deals) : Checker(trial)
{
    private const int EventsBetween = 32, Basis = 4;

    private readonly Dictionary<Node, TimeSpan> _paused = [];
    private readonly HashSet<object> _handled = new(ReferenceEqualityComparer.Instance);
    private TimeSpan _longest;
    private int _events, _copies;

    /// <summary>The most messages there were at once, on the way or waiting.</summary>
    public int Most { get; private set; }

    public override void Happened(in VirtualEvent happened)
    {
        if (happened.Fault is null) _longest = Max(_longest, happened.At - happened.Departed);
        var isFromAfar = happened.Fault is null && happened.From != happened.To && happened.From != Trial.World.Virtual.Outside;
        if (isFromAfar && !_handled.Add(happened.Message!)) _copies--;
        else if (happened.Fault == FaultKind.Duplication) _copies++;
        if (happened.Fault == FaultKind.Pause) _paused[happened.To] = happened.At;
        else if (happened.Fault is FaultKind.Resume or FaultKind.Crash or FaultKind.Leave && _paused.Remove(happened.To, out var since))
            _longest = Max(_longest, happened.At - since);
        if (++_events % EventsBetween == 0) Look(happened.At);
    }

    public override void Assess(TrainingEnded end)
    {
        Look(Trial.World.Virtual.Now);
        var underWay = Trial.World.Virtual.InFlight.Count(message => message.Message is ComputeGradient);
        if (underWay > 0 && Trial.World.Virtual.Now - Trial.EndedAt > _longest) Fail($"{underWay} part(s) are under way long after the end");
    }

    private void Look(TimeSpan now)
    {
        See("counted the messages");
        var virtually = Trial.World.Virtual;
        foreach (var (_, since) in _paused) _longest = Max(_longest, now - since);
        var messages = virtually.InFlight.Count() + virtually.Nodes.Sum(node => node.Waiting);
        Most = Math.Max(Most, messages);
        var stood = _longest.TotalSeconds / Trial.Case.Server.PartTimeout.TotalSeconds + _longest.TotalSeconds;
        var cancelled = Trial.Case is { Mode.Drops: true, Server.CancelParts: true } ? 2 * deals.StepsSince(now - _longest) : 0;
        var bound = Trial.World.Workers.Count * (Basis + stood + cancelled) + _copies;
        if (messages > bound) Fail($"{messages} messages are on the way or wait; expected {bound:F0} or fewer of so many workers");
    }

    private static TimeSpan Max(TimeSpan one, TimeSpan other) => one > other ? one : other;
}
