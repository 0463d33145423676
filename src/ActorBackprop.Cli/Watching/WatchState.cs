using ActorBackprop.Actors.Messages;
using ActorBackprop.Runs.Files;
using ActorBackprop.Simulation.Play;
using ActorBackprop.Studio.Sessions;
using ActorBackprop.VirtualTime;

namespace ActorBackprop.Cli.Watching;

/// <summary>What the view remembers between two frames: what it was told, and what was typed.</summary>
internal sealed class WatchState
{
    private const int MostCosts = 4096, MostEvents = 200;

    private readonly Queue<string> _events = new();

    /// <summary>Mean cost of the minibatches since the one before, a value a report; thinned out when there are too many.</summary>
    public List<double> Costs { get; } = [];

    /// <summary>The epochs so far.</summary>
    public List<EpochMetrics> Epochs { get; } = [];

    /// <summary>What the server told last; null before.</summary>
    public StepCompleted? Last { get; private set; }

    /// <summary>What went wrong lately, the newest last.</summary>
    public IReadOnlyCollection<string> Events => _events;

    /// <summary>The worker that keys act on.</summary>
    public int Selected { get; set; }

    /// <summary>Only workers in such a state are listed; null for all.</summary>
    public WorkerState? Filter { get; set; }

    /// <summary>Whether the keys are explained.</summary>
    public bool ShowsHelp { get; set; }

    /// <summary>Whether somebody wants to leave.</summary>
    public bool IsLeaving { get; set; }

    /// <summary>The server tells of a step.</summary>
    public void Take(StepCompleted step)
    {
        var (samples, cost) = (step.Epoch.Samples, step.Epoch.Cost);
        if (Last is { } last && last.Epoch.Samples < samples) (samples, cost) = (samples - last.Epoch.Samples, cost - last.Epoch.Cost);
        if (samples > 0) Costs.Add(cost / samples);
        Last = step;
        if (Costs.Count <= MostCosts) return;
        for (var i = 0; i < MostCosts / 2; i++) Costs[i] = (Costs[2 * i] + Costs[2 * i + 1]) / 2;
        Costs.RemoveRange(MostCosts / 2, Costs.Count - MostCosts / 2);
    }

    /// <summary>Something happened in the world; what went wrong is kept.</summary>
    public void Take(VirtualEvent happened)
    {
        if (Note.Of(happened) is { } note) Say($"{note.At,12:N6} s  {note.What,-11} {note.Where}");
    }

    /// <summary>A line among the events.</summary>
    public void Say(string line)
    {
        _events.Enqueue(line);
        if (_events.Count > MostEvents) _events.Dequeue();
    }
}
