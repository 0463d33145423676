using ActorBackprop.Simulation.Worlds;

namespace ActorBackprop.Simulation.Play;

/// <summary>
/// Plays a game at a speed: real time is gathered and spent in whole ticks, so that the game does not depend on how often
/// it is called. Never more than a frame's worth at once, so that whoever draws stays alive.
/// </summary>
/// <param name="game">The game.</param>
/// <param name="clock">Tells the real time.</param>
/// <param name="isOver">
/// Whether the game is, looked at after each happening: it ends with the very one that ends it, as a game that is played
/// without pause, or replayed, does. Null for never. Default: null.
/// </param>
public sealed class GameLoop(Game game, TimeProvider clock, Func<bool>? isOver = null)
{
    /// <summary>The slowest and the fastest speed, in virtual seconds a second; beyond is <see cref="IsUnbounded"/>.</summary>
    public const double Slowest = 1e-6, Fastest = 1000;

    /// <summary>Real time that one <see cref="Advance"/> plays at most.</summary>
    public static readonly TimeSpan Frame = TimeSpan.FromMilliseconds(50);

    private const double SmoothTickSeconds = 1e-6;

    private const long MostTicksAtOnce = 256;

    private long _last = clock.GetTimestamp();
    private double _owed; // virtual seconds: a slow motion owes less than a tick of the clock in a frame

    /// <summary>Virtual seconds a real second. Changed while a frame is played, it holds for the rest of it. Default: 1.</summary>
    public double Speed
    {
        get;
        set
        {
            var speed = Math.Clamp(value, Slowest, Fastest);
            _owed *= speed / field;
            field = speed;
        }
    } = 1;

    /// <summary>As fast as it goes. Default: no.</summary>
    public bool IsUnbounded { get; set; }

    /// <summary>Standing still. Default: no.</summary>
    public bool IsPaused { get; set; }

    /// <summary>A world whose ticks are short enough for slow motion. Ticks change nothing of what happens, only where it can be stopped.</summary>
    public static WorldSettings Smooth(WorldSettings world) => world with { TickSeconds = Math.Min(world.TickSeconds, SmoothTickSeconds) };

    /// <summary>Plays what has become due since the last call.</summary>
    /// <returns>Ticks played.</returns>
    public long Advance()
    {
        var (tick, began) = (TimeSpan.FromSeconds(game.World.Settings.TickSeconds), clock.GetTimestamp());
        _owed += clock.GetElapsedTime(_last, began).TotalSeconds * Speed;
        _last = began;
        if (IsPaused) _owed = 0;
        var (played, chunk) = (0L, 1L);
        while (!IsPaused && (IsUnbounded || _owed >= tick.TotalSeconds))
        {
            // Many ticks at once are no different from one after the other; the clock need not be asked after each.
            var ticks = IsUnbounded ? chunk : Math.Min(chunk, (long)(_owed / tick.TotalSeconds));
            var ends = isOver is not null && game.RunUntil(isOver, tick * (game.Ticks + ticks));
            if (isOver is null) game.Tick(ticks);
            played += ticks;
            if (ends) break;
            _owed = Math.Max(0, _owed - tick.TotalSeconds * ticks);
            if (clock.GetElapsedTime(began) >= Frame) break;
            chunk = Math.Min(2 * chunk, MostTicksAtOnce);
        }
        // What could not be played in time is given up, not caught up with: the game gets slower than it was asked to be.
        if (IsUnbounded || _owed > tick.TotalSeconds * 2) _owed = 0;
        return played;
    }
}
