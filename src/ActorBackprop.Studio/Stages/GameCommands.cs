using ActorBackprop.Learning;
using ActorBackprop.Simulation.Play;
using ActorBackprop.Simulation.Worlds;

namespace ActorBackprop.Studio.Stages;

/// <summary>What the page's buttons do to a game. Whatever changes the world is an input of the game, logged with its place.</summary>
internal sealed class GameCommands(Game game, GameLoop loop, Pace pace, GameWatch watch, Func<long> steps, Func<bool> isOver,
    double learningRate)
{
    private double _learningRate = learningRate;

    /// <summary>Plays it.</summary>
    public GameLoop Loop => loop;

    /// <summary>How fast.</summary>
    public Pace Pace => pace;

    /// <summary>How it is played, and what was set.</summary>
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

    /// <summary>Does one.</summary>
    /// <returns>Null when it is done; else a sentence why it is not.</returns>
    public string? Do(StudioCommand command)
    {
        if (isOver()) return "The run is over.";
        switch (command.Do)
        {
            case "play": loop.IsPaused = false; return null;
            case "pause" when command.Workers is null: loop.IsPaused = true; return null;
            case "event": loop.IsPaused = true; return game.PlayEvent() ? null : "Nothing is left to happen.";
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
            : "No minibatch has come to its end in ten minutes of virtual time.";
    }

    private string? Touch(StudioCommand command)
    {
        if (game.IsReplaying) return "The inputs of the run are still being given again; nothing may come between them.";
        if (!Names.TryParse<InputKind>(command.Do ?? "", out var kind)) return "There is no such command.";
        var workers = command.Workers ?? [];
        if (workers.Count > game.World.Workers.Count) return "So many workers there are not.";
        if (new ScriptedInput { AtSeconds = 0, Do = kind, Workers = workers, Value = command.Value }.Fault is { } fault) return $"{fault}.";
        foreach (var worker in workers)
            if (worker < 0 || worker >= game.World.Workers.Count) return $"There is no worker {worker}.";
        foreach (var worker in workers.Count > 0 ? workers : [-1]) game.Do(new WorldInput(kind, worker, command.Value));
        if (kind == InputKind.LearningRate) _learningRate = command.Value;
        if (kind == InputKind.Slow || !kind.ConcernsWorker())
            watch.Notes.Add(new Note(game.World.Virtual.Now.TotalSeconds, command.Do!,
                workers.Count > 0 ? $"worker-{workers[0]} ×{command.Value:G4}" : $"{command.Value:G4}"));
        return null;
    }
}
