using ActorBackprop.Simulation.Play;
using ActorBackprop.Simulation.Worlds;

namespace ActorBackprop.Cli.Watching;

/// <summary>Executes the keys. Each change of the world is an input of the game, logged with its position.</summary>
internal sealed class WatchKeys(Game game, GameLoop loop, Pace pace, WatchState state, float learningRate)
{
    /// <summary>The keys and their meaning, for the help.</summary>
    public static readonly IReadOnlyList<(string Key, string Meaning)> All =
    [
        ("space", "pause, resume"),
        (".", "one event"),
        ("→ or n", "one minibatch"),
        ("[ ]", "slower, faster"),
        ("u", "full speed, on or off"),
        ("↑ ↓", "select a worker"),
        ("k", "kill the worker, or restart it"),
        ("p", "pause the worker, or resume it"),
        ("s", "slow the worker 10×, or restore its speed"),
        ("c", "cut the worker off, or heal the cut"),
        ("a", "add a worker"),
        ("l", "next latency: 0, 1, 10, 100 ms"),
        ("w", "next bandwidth: no limit, 100, 10, 1 MB/s"),
        ("o", "next loss: 0, 1, 5, 20 %"),
        ("- +", "halve, double the learning rate"),
        ("/", "list only workers in one state"),
        ("?", "show or hide these keys"),
        ("q", "quit with a checkpoint"),
    ];

    private static readonly double[] Latencies = [0, 0.001, 0.01, 0.1], Losses = [0, 0.01, 0.05, 0.2], Bandwidths = [0, 1e8, 1e7, 1e6];

    private double _learningRate = learningRate;

    /// <summary>Executes a key.</summary>
    public void Press(ConsoleKeyInfo key)
    {
        switch (key.Key, key.KeyChar)
        {
            case (ConsoleKey.UpArrow, _): state.Selected = Math.Max(0, state.Selected - 1); break;
            case (ConsoleKey.DownArrow, _): state.Selected = Math.Min(game.World.Workers.Count - 1, state.Selected + 1); break;
            case (ConsoleKey.RightArrow, _) or (_, 'n'): PlayMinibatch(); break;
            case (_, ' '): loop.IsPaused = !loop.IsPaused; break;
            case (_, '.'): Pause(); game.PlayEvent(); break;
            case (_, '['): Stretch(2); break;
            case (_, ']'): Stretch(0.5); break;
            case (_, 'u'): loop.IsUnbounded = !loop.IsUnbounded; break;
            case (_, '/'): state.Filter = Next(state.Filter); break;
            case (_, '?'): state.ShowsHelp = !state.ShowsHelp; break;
            case (_, 'q'): state.IsLeaving = true; break;
            default: Touch(key.KeyChar); break;
        }
    }

    private void Stretch(double factor)
    {
        loop.IsUnbounded = false;
        pace.Stretch(factor);
    }

    private void Touch(char key)
    {
        var worker = game.World.Workers[Math.Min(state.Selected, game.World.Workers.Count - 1)];
        var isCut = game.World.Virtual.Network.IsCut(worker.Node, game.World.ServerNode);
        switch (key)
        {
            case 'k': Do(worker.Node.IsUp ? InputKind.Crash : InputKind.Restart, worker.Number); break;
            case 'p': Do(worker.Node.IsPaused ? InputKind.Resume : InputKind.Pause, worker.Number); break;
            case 's': Do(InputKind.Slow, worker.Number, worker.Factor == 1 ? 10 : 1); break;
            case 'c': Do(isCut ? InputKind.Heal : InputKind.Cut, worker.Number); break;
            case 'a': Do(InputKind.Join); break;
            case 'l': Do(InputKind.Latency, value: After(Latencies, game.World.Virtual.Network.Default.Latency.TotalSeconds)); break;
            case 'w': Do(InputKind.Bandwidth, value: After(Bandwidths, Finite(game.World.Virtual.Network.Default.BytesPerSecond))); break;
            case 'o': Do(InputKind.Loss, value: After(Losses, game.World.Virtual.Network.Default.Loss)); break;
            case '-': Do(InputKind.LearningRate, value: _learningRate /= 2); break;
            case '+': Do(InputKind.LearningRate, value: _learningRate *= 2); break;
        }
    }

    private void Do(InputKind kind, int worker = -1, double value = 0)
    {
        game.Do(new WorldInput(kind, worker, value));
        if (kind == InputKind.Slow || !kind.ConcernsWorker())
            state.Say($"{game.World.Virtual.Now.TotalSeconds,12:N6} s  {kind,-11} {(worker < 0 ? "" : $"worker-{worker} ")}{value:G4}");
    }

    private void Pause() => loop.IsPaused = true;

    private void PlayMinibatch()
    {
        Pause();
        var steps = state.Last?.Steps ?? 0;
        game.RunUntil(() => (state.Last?.Steps ?? 0) > steps, game.World.Virtual.Now + TimeSpan.FromMinutes(10));
    }

    private static double Finite(double bytesPerSecond) => double.IsFinite(bytesPerSecond) ? bytesPerSecond : 0;

    /// <summary>Returns the value after the closest one, cyclically.</summary>
    private static double After(double[] values, double now) =>
        values[(Array.IndexOf(values, values.MinBy(value => Math.Abs(value - now))) + 1) % values.Length];

    private static WorkerState? Next(WorkerState? filter) =>
        filter is null ? WorkerState.Computing : filter == WorkerState.Gone ? null : filter + 1;
}
