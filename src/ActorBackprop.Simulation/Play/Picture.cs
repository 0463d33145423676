using ActorBackprop.Actors.Messages;
using ActorBackprop.Simulation.Worlds;
using ActorBackprop.VirtualTime;

namespace ActorBackprop.Simulation.Play;

/// <summary>What a worker is doing.</summary>
public enum WorkerState
{
    /// <summary>It computes a part.</summary>
    Computing,

    /// <summary>It waits for a part.</summary>
    Waiting,

    /// <summary>Its machine is paused.</summary>
    Paused,

    /// <summary>It cannot reach the server.</summary>
    Cut,

    /// <summary>Its machine is down.</summary>
    Gone,
}

/// <summary>A worker at one moment.</summary>
/// <param name="Number">Its number.</param>
/// <param name="State">Its state.</param>
/// <param name="Step">The step of its part; null when it is idle.</param>
/// <param name="Progress">The fraction of its part that is done, from 0 to 1.</param>
/// <param name="Samples">The number of its samples that were accepted.</param>
/// <param name="Starts">How often its machine was started.</param>
/// <param name="Factor">How many times as long its parts take.</param>
public sealed record WorkerPicture(int Number, WorkerState State, long? Step, double Progress, long Samples, int Starts, double Factor);

/// <summary>A game at one moment, to draw. Immutable, and shares nothing with the game.</summary>
public sealed record Picture
{
    /// <summary>Virtual time.</summary>
    public required TimeSpan Now { get; init; }

    /// <summary>The number of ticks played.</summary>
    public required long Tick { get; init; }

    /// <summary>The number of events so far.</summary>
    public required long Events { get; init; }

    /// <summary>The workers, by number.</summary>
    public required IReadOnlyList<WorkerPicture> Workers { get; init; }

    /// <summary>Messages in flight; if more than <see cref="MaxPackets"/>, those that arrive first.</summary>
    public required IReadOnlyList<MessageInFlight> Packets { get; init; }

    /// <summary>The number of messages in flight.</summary>
    public required int PacketsInFlight { get; init; }

    /// <summary>The number of messages that wait at the server.</summary>
    public required int ServerQueue { get; init; }

    /// <summary>How often each kind of fault has happened; kinds that have not are absent.</summary>
    public required IReadOnlyList<KeyValuePair<FaultKind, long>> Faults { get; init; }

    /// <summary>The maximum number of packets to draw.</summary>
    public const int MaxPackets = 2000;

    /// <summary>Returns a picture of a game as it is now.</summary>
    /// <param name="game">The game.</param>
    /// <param name="statistics">The server's last report; null before the first.</param>
    public static Picture Of(Game game, TrainingStatistics? statistics)
    {
        var world = game.World;
        var packets = world.Virtual.InFlight.OrderBy(packet => packet.Arrives).ThenBy(packet => packet.From.Number)
            .ThenBy(packet => packet.To.Number).ToList();
        return new Picture
        {
            Now = world.Virtual.Now,
            Tick = game.Ticks,
            Events = world.Virtual.Log.Count,
            Workers = [.. world.Workers.Select(worker => Of(world, worker, statistics))],
            Packets = packets.Count > MaxPackets ? packets[..MaxPackets] : packets,
            PacketsInFlight = packets.Count,
            ServerQueue = world.ServerNode.Waiting,
            Faults = [.. Enum.GetValues<FaultKind>().Select(kind => KeyValuePair.Create(kind, world.Virtual.Log[kind]))
                .Where(pair => pair.Value > 0)],
        };
    }

    private static WorkerPicture Of(World world, SimulatedWorker worker, TrainingStatistics? statistics)
    {
        var (node, activity, now) = (worker.Node, worker.Activity, world.Virtual.Now);
        var state = !node.IsUp ? WorkerState.Gone
            : node.IsPaused ? WorkerState.Paused
            : world.Virtual.Network.IsCut(node, world.ServerNode) ? WorkerState.Cut
            : activity is null ? WorkerState.Waiting : WorkerState.Computing;
        var progress = activity is null || activity.Until <= activity.Since ? 0 : (now - activity.Since) / (activity.Until - activity.Since);
        var samples = statistics is not null && worker.Number < statistics.Workers.Count ? statistics.Workers[worker.Number].Samples : 0;
        return new WorkerPicture(worker.Number, state, activity?.Step, Math.Clamp(progress, 0, 1), samples, node.Starts, worker.Factor);
    }
}
