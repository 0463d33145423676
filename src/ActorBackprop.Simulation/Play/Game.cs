using ActorBackprop.Simulation.Worlds;
using ActorBackprop.VirtualTime;

namespace ActorBackprop.Simulation.Play;

/// <summary>
/// A world that is played in ticks of a fixed length, by hand: one tick, many, up to a condition, one event, one step.
/// Inputs take effect where they are given and are logged with the place; the same seed and log replay the same game.
/// </summary>
public sealed class Game
{
    private readonly Queue<LoggedInput> _replay;
    private readonly List<LoggedInput> _inputs = [];
    private readonly TimeSpan _tick;

    /// <summary>A game at tick 0.</summary>
    /// <param name="world">The world; its actors are started.</param>
    /// <param name="replay">Inputs of an earlier game, to be given again; null for none.</param>
    public Game(World world, IReadOnlyList<LoggedInput>? replay = null)
    {
        World = world;
        _replay = new Queue<LoggedInput>(replay ?? []);
        _tick = TimeSpan.FromSeconds(world.Settings.TickSeconds);
    }

    /// <summary>The world.</summary>
    public World World { get; }

    /// <summary>Whole ticks behind it.</summary>
    public long Ticks => World.Virtual.Now.Ticks / _tick.Ticks;

    /// <summary>The inputs so far.</summary>
    public IReadOnlyList<LoggedInput> Inputs => _inputs;

    /// <summary>Told every input once it has taken effect; null for nobody. Default: null.</summary>
    public Action<LoggedInput>? Observer { get; set; }

    /// <summary>Whether inputs of the earlier game are still to be given.</summary>
    public bool IsReplaying => _replay.Count > 0;

    /// <summary>Does something to the world, here and now.</summary>
    /// <exception cref="ArgumentException">There is no such worker, or the value is impossible; nothing is done or logged.</exception>
    public void Do(WorldInput input)
    {
        World.Apply(input);
        var logged = new LoggedInput(Ticks, World.Virtual.Turns, World.Virtual.Now, input);
        _inputs.Add(logged);
        Observer?.Invoke(logged);
    }

    /// <summary>Plays to the end of the current tick and on.</summary>
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

    /// <summary>Plays until a condition holds, which is looked at after each happening.</summary>
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
            throw new VirtualTimeException($"the input at turn {next.Turn} cannot be given again: {cause.Message}");
        }
    }
}
