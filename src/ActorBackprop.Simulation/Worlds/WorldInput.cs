using ActorBackprop.Learning;

namespace ActorBackprop.Simulation.Worlds;

/// <summary>The kinds of inputs of a world, given by a script, by chance or by the player.</summary>
public enum InputKind
{
    /// <summary>A worker's machine crashes.</summary>
    Crash,

    /// <summary>A worker's machine that is down starts again.</summary>
    Restart,

    /// <summary>A worker leaves in an orderly way.</summary>
    Leave,

    /// <summary>A worker's machine is paused.</summary>
    Pause,

    /// <summary>It resumes.</summary>
    Resume,

    /// <summary>A worker's parts take <see cref="WorldInput.Value"/> times as long; 1 is back to normal.</summary>
    Slow,

    /// <summary>A worker and the server are cut off from each other.</summary>
    Cut,

    /// <summary>They reach each other again.</summary>
    Heal,

    /// <summary>Another worker joins; its number is the next.</summary>
    Join,

    /// <summary>The links' latency becomes <see cref="WorldInput.Value"/> seconds.</summary>
    Latency,

    /// <summary>The links' bandwidth becomes <see cref="WorldInput.Value"/> bytes a second; 0 is infinite.</summary>
    Bandwidth,

    /// <summary>The links' probability of loss becomes <see cref="WorldInput.Value"/>.</summary>
    Loss,

    /// <summary>The learning rate becomes <see cref="WorldInput.Value"/>; the one input that changes the weights.</summary>
    LearningRate,
}

/// <summary>What holds of a kind of input.</summary>
public static class InputKinds
{
    /// <summary>Returns whether it concerns workers, not the links, the optimizer or the whole cluster.</summary>
    public static bool ConcernsWorker(this InputKind kind) =>
        kind is not (InputKind.Join or InputKind.Latency or InputKind.Bandwidth or InputKind.Loss or InputKind.LearningRate);
}

/// <summary>An input of a world: a fault, its end, or a change.</summary>
/// <param name="Kind">Its kind.</param>
/// <param name="Worker">The number of the worker; −1 where it concerns none.</param>
/// <param name="Value">The value, of the kinds that have one.</param>
public sealed record WorldInput(InputKind Kind, int Worker = -1, double Value = 0);

/// <summary>An input of a script, given to some workers at a time and undone after another.</summary>
public sealed record ScriptedInput
{
    /// <summary>Virtual time of the event, in seconds.</summary>
    [Setting("Virtual time of the event, in seconds", min: 0, max: WorldSettings.MaxMoment)]
    public required double AtSeconds { get; init; }

    /// <summary>The kind of input.</summary>
    [Setting("Kind of event")]
    public required InputKind Do { get; init; }

    /// <summary>The numbers of the workers. Default: none.</summary>
    [Setting("Affected workers", min: 0, max: WorldSettings.MaxWorkers - 1)]
    public IReadOnlyList<int> Workers { get; init; } = [];

    /// <summary>The value, of the kinds that have one. Default: 0.</summary>
    [Setting("Value for `slow`, `latency`, `bandwidth`, `loss` and `learning-rate`", min: 0, max: 1e12)]
    public double Value { get; init; }

    /// <summary>Seconds until the event is undone (restart, resume, heal, normal speed); 0: never. Default: 0.</summary>
    [Setting("Seconds until the event is undone (restart, resume, heal, normal speed); 0: never", min: 0, max: WorldSettings.MaxMoment)]
    public double ForSeconds { get; init; }

    /// <summary>Says why it is invalid, apart from the numbers of its workers; null if it is valid.</summary>
    public string? Fault
    {
        get
        {
            if (Do.ConcernsWorker() && Workers.Count == 0) return $"workers: expected one or more of them to {Name}, found none";
            if (!Do.ConcernsWorker() && Workers.Count > 0) return $"workers: expected none, since {Name} takes no workers, found {Workers.Count}";
            if (ForSeconds > 0 && Undoing is null) return $"forSeconds: expected 0, since nothing undoes {Name}, found {ForSeconds}";
            return Do switch
            {
                InputKind.Slow or InputKind.LearningRate when Value is not (>= 1e-6 and <= 1e6) =>
                    $"value: expected a number from 1E-06 to 1000000 for {Name}, found {Value}",
                InputKind.Latency when Value is not (>= 0 and <= 3600) => $"value: expected a number from 0 to 3600 for {Name}, found {Value}",
                InputKind.Bandwidth when Value is not (0 or (>= 1000 and <= 1e12)) =>
                    $"value: expected 0, for no limit, or a number from 1000 to 1000000000000 for {Name}, found {Value}",
                InputKind.Loss when Value is not (>= 0 and <= 1) => $"value: expected a number from 0 to 1 for {Name}, found {Value}",
                InputKind.Slow or InputKind.LearningRate or InputKind.Latency or InputKind.Bandwidth or InputKind.Loss => null,
                _ when Value != 0 => $"value: expected none for {Name}, found {Value}",
                _ => null,
            };
        }
    }

    /// <summary>The input that undoes it; null where none does.</summary>
    private WorldInput? Undoing => Do switch
    {
        InputKind.Crash or InputKind.Leave => new WorldInput(InputKind.Restart),
        InputKind.Pause => new WorldInput(InputKind.Resume),
        InputKind.Cut => new WorldInput(InputKind.Heal),
        InputKind.Slow => new WorldInput(InputKind.Slow, Value: 1),
        _ => null,
    };

    private string Name => Names.Of(Do);

    /// <summary>Schedules it in a world, and the input that undoes it.</summary>
    internal void Schedule(World world)
    {
        Schedule(AtSeconds, new WorldInput(Do, Value: Value));
        if (ForSeconds > 0 && Undoing is { } undoing) Schedule(AtSeconds + ForSeconds, undoing);

        void Schedule(double seconds, WorldInput input) => world.Virtual.At(TimeSpan.FromSeconds(seconds), () =>
        {
            if (Workers.Count == 0) world.Apply(input);
            foreach (var worker in Workers) world.Apply(input with { Worker = worker });
        });
    }
}
