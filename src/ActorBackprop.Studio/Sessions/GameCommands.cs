using ActorBackprop.Learning;
using ActorBackprop.Simulation.Play;
using ActorBackprop.Simulation.Worlds;

namespace ActorBackprop.Studio.Sessions;

/// <summary>Executes the page's commands on a game. Each change of the world is an input of the game, logged with its position.</summary>
internal sealed class GameCommands(Game game, GameLoop loop, Pace pace, GameObserver observer, Func<long> steps, Func<bool> isOver,
    double learningRate)
{
    private double _learningRate = learningRate;

    /// <summary>The loop that plays the game.</summary>
    public GameLoop Loop => loop;

    /// <summary>Its speed.</summary>
    public Pace Pace => pace;

    /// <summary>Returns the speed and settings of the game.</summary>
    public object State() => new
    {
        paused = loop.IsPaused,
        unbounded = loop.IsUnbounded,
        stepSeconds = pace.StepSeconds,
        replaying = game.IsReplaying,
        inputs = game.Inputs.Count,
        learningRate = _learningRate,
        latency = game.World.Virtual.Network.Default.Latency.TotalSeconds,
        bandwidth = double.IsFinite(game.World.Virtual.Network.Default.BytesPerSecond) ? game.World.Virtual.Network.Default.BytesPerSecond : 0,
        loss = game.World.Virtual.Network.Default.Loss,
    };

    /// <summary>Executes a command; returns null, or a sentence with the reason why it is refused.</summary>
    public string? Do(StudioCommand command)
    {
        if (isOver()) return "The run is over.";
        switch (command.Do)
        {
            case "play": loop.IsPaused = false; return null;
            case "pause" when command.Workers is null: loop.IsPaused = true; return null;
            case "event": loop.IsPaused = true; return game.PlayEvent() ? null : "No event is left.";
            case "minibatch": return PlayMinibatch();
            case "pace" when double.IsFinite(command.Value) && command.Value > 0:
                (loop.IsUnbounded, pace.StepSeconds) = (false, command.Value);
                return null;
            case "max": loop.IsUnbounded = true; return null;
            default: return Touch(command);
        }
    }

    private string? PlayMinibatch()
    {
        (loop.IsPaused, var before) = (true, steps());
        return game.RunUntil(() => steps() > before || isOver(), game.World.Virtual.Now + TimeSpan.FromMinutes(10))
            ? null
            : "No minibatch was completed within ten minutes of virtual time.";
    }

    private string? Touch(StudioCommand command)
    {
        if (game.IsReplaying) return "The inputs of the run are still being replayed; wait until they are.";
        if (!Names.TryParse<InputKind>(command.Do ?? "", out var kind)) return "There is no such command.";
        var workers = command.Workers ?? [];
        if (workers.Count > game.World.Workers.Count) return $"There are only {game.World.Workers.Count} workers.";
        if (new ScriptedInput { AtSeconds = 0, Do = kind, Workers = workers, Value = command.Value }.Fault is { } fault) return $"{fault}.";
        foreach (var worker in workers)
            if (worker < 0 || worker >= game.World.Workers.Count) return $"There is no worker {worker}.";
        foreach (var worker in workers.Count > 0 ? workers : [-1]) game.Do(new WorldInput(kind, worker, command.Value));
        if (kind == InputKind.LearningRate) _learningRate = command.Value;
        if (kind == InputKind.Slow || !kind.ConcernsWorker())
            observer.Notes.Add(new Note(game.World.Virtual.Now.TotalSeconds, command.Do!,
                workers.Count > 0 ? $"worker-{workers[0]} ×{command.Value:G4}" : $"{command.Value:G4}"));
        return null;
    }
}
