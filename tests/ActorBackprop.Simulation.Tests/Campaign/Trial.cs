using System.Globalization;
using ActorBackprop.Actors;
using ActorBackprop.Actors.Messages;
using ActorBackprop.Learning.Training;
using ActorBackprop.Simulation.Tests.Campaign.Checks;
using ActorBackprop.Simulation.Worlds;
using Akka.Actor;

namespace ActorBackprop.Simulation.Tests.Campaign;

/// <summary>
/// One case, run to its end and watched by the checkers. They see the events of the log and the facts that the server tells, and share
/// no code with what they check.
/// </summary>
internal sealed class Trial : IDisposable
{
    /// <summary>The time that is watched after the end.</summary>
    private static readonly TimeSpan Aftermath = TimeSpan.FromSeconds(3);

    private readonly Checker[] _checkers;
    private readonly Account _account;
    private readonly Dictionary<string, long> _seen = [];
    private int _asked; // requests that the clerk has not answered yet

    public Trial(CampaignCase given, Func<long[], ulong[]> oracle)
    {
        Case = given;
        World = new World(given.World, given.Plan, given.Data, given.Server.Workers);
        var members = new Members(this);
        var deals = new Deals(this, members);
        _account = new Account(this, members, deals, oracle);
        // The account is first: it judges what the server has handled by what the others know without the next message.
        _checkers =
        [
            _account, members, deals, new Versions(this, deals, _account), new Congestion(this, deals), new Sightings(this, members, _account),
        ];
        World.Virtual.Log.Observer = happened =>
        {
            foreach (var checker in _checkers) checker.Happened(happened);
        };
        var clerk = given.ClerkSeconds > 0 ? new Ear(World.Virtual.System, "clerk", Answer) : null;
        World.Start(given.Server, new ServerPeers([new Ear(World.Virtual.System, "observer", Hear)], clerk, clerk), helpers: 0);
        World.Virtual.System.ActorOf(Props.Create<Watch>(World.Server, (Action)(() => Fail("Liveness", "the server has failed"))), "watch");
    }

    public CampaignCase Case { get; }

    public World World { get; }

    /// <summary>How often each thing was seen.</summary>
    public IReadOnlyDictionary<string, long> Seen => _seen;

    /// <summary>How the training ended; null until then.</summary>
    public TrainingEnded? End { get; private set; }

    /// <summary>When it ended.</summary>
    public TimeSpan EndedAt { get; private set; }

    /// <summary>The first violation: the checker, when, and what is wrong. Null for none.</summary>
    public string[]? Violation { get; private set; }

    /// <summary>Runs to the end and a little longer.</summary>
    /// <returns>The first violation; null for none.</returns>
    public string[]? Run()
    {
        try
        {
            if (!World.Virtual.RunUntil(() => End is not null || Violation is not null, Case.Limit))
                Fail("Liveness", string.Create(CultureInfo.InvariantCulture, $"the world healed after {Case.HealSeconds} s, and the training has not ended"));
            if (End is not null && Violation is null) AssessEnd(End);
        }
        catch (Exception cause) when (cause is not OutOfMemoryException)
        {
            Fail("Exception", $"{cause.GetType().Name}: {cause.Message}");
        }
        return Violation;
    }

    /// <summary>Notes a violation; only the first counts, since others follow from it.</summary>
    public void Fail(string checker, string what)
    {
        var (tick, now) = (TimeSpan.FromSeconds(Case.World.TickSeconds), World.Virtual.Now);
        Violation ??= [checker, $"tick {now.Ticks / tick.Ticks}, turn {World.Virtual.Turns}", what];
    }

    /// <summary>Counts that something was seen.</summary>
    public void See(string what) => _seen[what] = _seen.GetValueOrDefault(what) + 1;

    public void Dispose() => World.Dispose();

    private void AssessEnd(TrainingEnded end)
    {
        if (end.End != TrainingEnd.Completed) Fail("Liveness", $"it ended as {end.End}: {end.Why}");
        else _account.CheckEnd(end.Snapshot);
        World.Virtual.RunUntil(() => Violation is not null, World.Virtual.Now + Aftermath);
        foreach (var checker in _checkers) checker.Assess(end);
    }

    private void Hear(object fact)
    {
        if (End is not null) Fail("Liveness", $"{fact} was told after the end");
        foreach (var checker in _checkers) checker.Told(fact);
        if (fact is not TrainingEnded end) return;
        (End, EndedAt) = (end, World.Virtual.Now);
        if (_asked > 0) Fail("Liveness", $"it ended with {_asked} answer(s) of evaluator and store awaited");
    }

    /// <summary>Evaluator and store in one: answers after a time.</summary>
    private void Answer(object request)
    {
        foreach (var checker in _checkers) checker.Told(request);
        var nothing = new Evaluation(0, 0, 0);
        object answer = request switch
        {
            EvaluateParameters evaluate => new ParametersEvaluated(evaluate.Epoch, evaluate.Snapshot.Steps, evaluate.Snapshot, nothing),
            StoreSnapshot store => new SnapshotStored(store.Snapshot.Steps),
            _ => throw new ArgumentOutOfRangeException(nameof(request)),
        };
        _asked++;
        World.Virtual.At(World.Virtual.Now + TimeSpan.FromSeconds(Case.ClerkSeconds), () =>
        {
            _asked--;
            World.Server.Tell(answer);
        });
    }
}
