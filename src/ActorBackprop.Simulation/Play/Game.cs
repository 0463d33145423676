using ActorBackprop.Simulation.Worlds;
using ActorBackprop.VirtualTime;

namespace ActorBackprop.Simulation.Play;

/// <summary>
/// A world that is played: by ticks of a fixed length, by events, or until a condition holds. Inputs take effect at once and
/// are logged with their position; the same seed and log replay the same game.
/// </summary>
public sealed class Game
{
    private readonly Queue<LoggedInput> _replay;
    private readonly List<LoggedInput> _inputs = [];
    private readonly TimeSpan _tick;

    /// <summary>Creates a game at tick 0.</summary>
    /// <param name="world">The world; its actors are started.</param>
    /// <param name="replay">The inputs of an earlier game to replay; null for none.</param>
    public Game(World world, IReadOnlyList<LoggedInput>? replay = null)
    {
        World = world;
        _replay = new Queue<LoggedInput>(replay ?? []);
        _tick = TimeSpan.FromSeconds(world.Settings.TickSeconds);
    }

    /// <summary>The world.</summary>
    public World World { get; }

    /// <summary>The number of whole ticks played.</summary>
    public long Ticks => World.Virtual.Now.Ticks / _tick.Ticks;

    /// <summary>The inputs so far.</summary>
    public IReadOnlyList<LoggedInput> Inputs => _inputs;

    /// <summary>Called with every input once it has taken effect. Default: null.</summary>
    public Action<LoggedInput>? Observer { get; set; }

    /// <summary>Whether inputs of the earlier game are still to come.</summary>
    public bool IsReplaying => _replay.Count > 0;

    /// <summary>Applies an input to the world now.</summary>
    /// <exception cref="ArgumentException">There is no such worker, or the value is impossible. Nothing is applied or logged.</exception>
    public void Do(WorldInput input)
    {
        World.Apply(input);
        var logged = new LoggedInput(Ticks, World.Virtual.Turns, World.Virtual.Now, input);
        _inputs.Add(logged);
        Observer?.Invoke(logged);
    }

    /// <summary>Plays a number of ticks, to the end of the last one.</summary>
    /// <param name="ticks">Ticks.</param>
    public void Tick(long ticks = 1) => RunTo(_tick * (Ticks + ticks));

    /// <summary>Plays up to a virtual time.</summary>
    public void RunTo(TimeSpan time)
    {
        while (_replay.TryPeek(out var next) && next.At <= time) Replay();
        World.Virtual.RunTo(time);
    }

    /// <summary>Plays the next event.</summary>
    /// <returns>Whether there was one.</returns>
    public bool PlayEvent()
    {
        var events = World.Virtual.Log.Count;
        while (World.Virtual.Log.Count == events)
        {
            while (_replay.TryPeek(out var next) && next.Turn <= World.Virtual.Turns) Replay();
            if (!World.Virtual.RunOne()) return false;
        }
        return true;
    }

    /// <summary>Plays until a condition holds, which is checked after each event.</summary>
    /// <param name="condition">The condition.</param>
    /// <param name="limit">The virtual time to give up at.</param>
    /// <returns>Whether it holds.</returns>
    public bool RunUntil(Func<bool> condition, TimeSpan limit)
    {
        while (_replay.TryPeek(out var next) && next.At <= limit)
        {
            var turn = next.Turn;
            if (World.Virtual.RunUntil(() => World.Virtual.Turns >= turn || condition(), next.At) && condition()) return true;
            Replay();
        }
        return World.Virtual.RunUntil(condition, limit);
    }

    private void Replay()
    {
        var next = _replay.Dequeue();
        World.Virtual.RunToTurn(next.Turn, next.At);
        try
        {
            Do(next.Input);
        }
        catch (ArgumentException cause)
        {
            throw new VirtualTimeException($"the input at turn {next.Turn} cannot be applied again: {cause.Message}");
        }
    }
}

/// <summary>An input of a game and its position. A game replays from its seed and its inputs.</summary>
/// <param name="Tick">The tick in which it was given.</param>
/// <param name="Turn">The number of events that had happened.</param>
/// <param name="At">The virtual time.</param>
/// <param name="Input">The input.</param>
public sealed record LoggedInput(long Tick, long Turn, TimeSpan At, WorldInput Input);
