using ActorBackprop.Actors.Messages;
using ActorBackprop.Runs.Files;
using ActorBackprop.Simulation.Play;
using ActorBackprop.Studio.Sessions;
using ActorBackprop.VirtualTime;

namespace ActorBackprop.Cli.Watching;

/// <summary>The state of the view between two frames: progress, events and the effects of keys.</summary>
internal sealed class WatchState
{
    private const int MaxCosts = 4096, MaxEvents = 200;

    private readonly Queue<string> _events = new();

    /// <summary>Mean costs of the minibatches between two reports; thinned out when there are too many.</summary>
    public List<double> Costs { get; } = [];

    /// <summary>The epochs so far.</summary>
    public List<EpochMetrics> Epochs { get; } = [];

    /// <summary>The latest step; null before the first.</summary>
    public StepCompleted? Last { get; private set; }

    /// <summary>The latest faults and messages, the newest last.</summary>
    public IReadOnlyCollection<string> Events => _events;

    /// <summary>The selected worker.</summary>
    public int Selected { get; set; }

    /// <summary>The state of the workers that are listed; null for all workers.</summary>
    public WorkerState? Filter { get; set; }

    /// <summary>Whether the help is visible.</summary>
    public bool ShowsHelp { get; set; }

    /// <summary>Whether the user quits.</summary>
    public bool IsLeaving { get; set; }

    /// <summary>Records a step.</summary>
    public void Take(StepCompleted step)
    {
        var (samples, cost) = (step.Epoch.Samples, step.Epoch.Cost);
        if (Last is { } last && last.Epoch.Samples < samples) (samples, cost) = (samples - last.Epoch.Samples, cost - last.Epoch.Cost);
        if (samples > 0) Costs.Add(cost / samples);
        Last = step;
        if (Costs.Count <= MaxCosts) return;
        for (var i = 0; i < MaxCosts / 2; i++) Costs[i] = (Costs[2 * i] + Costs[2 * i + 1]) / 2;
        Costs.RemoveRange(MaxCosts / 2, Costs.Count - MaxCosts / 2);
    }

    /// <summary>Records an event of the world if it is a fault.</summary>
    public void Take(VirtualEvent happened)
    {
        if (Note.Of(happened) is { } note) Say($"{note.At,12:N6} s  {note.What,-11} {note.Where}");
    }

    /// <summary>Adds a line to the events.</summary>
    public void Say(string line)
    {
        _events.Enqueue(line);
        if (_events.Count > MaxEvents) _events.Dequeue();
    }
}
