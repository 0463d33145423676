using ActorBackprop.Actors.Messages;
using ActorBackprop.Simulation.Computing;
using ActorBackprop.Simulation.Worlds;
using ActorBackprop.VirtualTime;

namespace ActorBackprop.Studio.Sessions;

/// <summary>Records what a picture of one moment cannot show: which parts were computed when, faults, bytes sent. It changes nothing.</summary>
internal sealed class GameObserver
{
    private const int MaxStale = 4;

    private readonly World _world;
    private readonly Dictionary<Node, int> _numbers = [];
    private readonly long[] _stale = new long[MaxStale + 1];

    /// <param name="world">The world to observe from now on.</param>
    public GameObserver(World world)
    {
        _world = world;
        foreach (var worker in world.Workers)
            if (worker.Activity is { } activity) Begin(worker, activity);
        world.ComputeStarted += Begin;
        world.Virtual.Log.Observer += Take;
    }

    /// <summary>The parts that were started: worker, step, first and last microbatch, start and end.</summary>
    public RecentItems<double[]> Spans { get; } = new("spans", 512);

    /// <summary>The faults.</summary>
    public RecentItems<Note> Notes { get; } = new("notes", 200);

    /// <summary>The workers that ended: number and time.</summary>
    public RecentItems<double[]> Cuts { get; } = new("cuts", 200);

    /// <summary>The bytes that have arrived at another machine.</summary>
    public long Bytes { get; private set; }

    /// <summary>The number of gradients by staleness; the last entry counts that staleness or more.</summary>
    public IReadOnlyList<long> Stale => [.. _stale];

    /// <summary>The minibatch that was started last.</summary>
    public long NewestMinibatch { get; private set; }

    /// <summary>Returns the number of a worker; −1 for other nodes.</summary>
    public int NumberOf(Node node)
    {
        // Workers join, but are never removed.
        for (var i = _numbers.Count; i < _world.Workers.Count; i++) _numbers[_world.Workers[i].Node] = i;
        return _numbers.GetValueOrDefault(node, -1);
    }

    private void Begin(SimulatedWorker worker, Activity activity)
    {
        NewestMinibatch = Math.Max(NewestMinibatch, activity.Step);
        Spans.Add([worker.Number, activity.Step, activity.Part.From, activity.Part.To, activity.Since.TotalSeconds, activity.Until.TotalSeconds]);
    }

    private void Take(VirtualEvent happened)
    {
        if (happened.Fault is { } fault) Take(happened, fault);
        else if (happened.From != happened.To && happened.Message is { } message)
        {
            Bytes += _world.BytesOf(message);
            if (message is GradientComputed gradient && _world.State is { } state)
                _stale[(int)Math.Clamp(state.Steps - gradient.Version, 0, MaxStale)]++;
        }
    }

    private void Take(VirtualEvent happened, FaultKind fault)
    {
        if (fault is FaultKind.Crash or FaultKind.Leave) Cuts.Add([NumberOf(happened.To), happened.At.TotalSeconds]);
        if (Note.Of(happened) is { } note) Notes.Add(note);
    }
}
