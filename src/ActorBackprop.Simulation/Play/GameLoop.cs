using ActorBackprop.Simulation.Worlds;

namespace ActorBackprop.Simulation.Play;

/// <summary>
/// Plays a game at a speed: collects real time and spends it in whole ticks, so that the game does not depend on how often it is called.
/// It never plays longer than a frame at once, so that the display stays responsive.
/// </summary>
/// <param name="game">The game.</param>
/// <param name="clock">Tells the real time.</param>
/// <param name="isOver">
/// Returns whether the game is over, checked after each event: it ends with the event that ends it, as a game that is played
/// without pause, or replayed, does. Null for never. Default: null.
/// </param>
public sealed class GameLoop(Game game, TimeProvider clock, Func<bool>? isOver = null)
{
    /// <summary>The limits of the speed, in virtual seconds per second; <see cref="IsUnbounded"/> goes beyond.</summary>
    public const double MinSpeed = 1e-6, MaxSpeed = 1000;

    /// <summary>The maximum real time that one <see cref="Advance"/> plays.</summary>
    public static readonly TimeSpan Frame = TimeSpan.FromMilliseconds(50);

    private const double SmoothTickSeconds = 1e-6;

    private const long MaxTicksAtOnce = 256;

    private long _last = clock.GetTimestamp();
    private double _owed; // virtual seconds; in slow motion a frame may owe less than a tick

    /// <summary>Virtual seconds per real second. If changed while a frame is played, it applies to the rest of it. Default: 1.</summary>
    public double Speed
    {
        get;
        set
        {
            var speed = Math.Clamp(value, MinSpeed, MaxSpeed);
            _owed *= speed / field;
            field = speed;
        }
    } = 1;

    /// <summary>Whether it plays as fast as it can. Default: no.</summary>
    public bool IsUnbounded { get; set; }

    /// <summary>Whether it is paused. Default: no.</summary>
    public bool IsPaused { get; set; }

    /// <summary>Returns a world whose ticks are short enough for slow motion. Ticks change only where a game can stop.</summary>
    public static WorldSettings Smooth(WorldSettings world) => world with { TickSeconds = Math.Min(world.TickSeconds, SmoothTickSeconds) };

    /// <summary>Plays the virtual time that is due since the last call.</summary>
    /// <returns>The number of ticks played.</returns>
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
            chunk = Math.Min(2 * chunk, MaxTicksAtOnce);
        }
        // Time that could not be played is skipped: the game is slower than its speed says, and does not catch up.
        if (IsUnbounded || _owed > tick.TotalSeconds * 2) _owed = 0;
        return played;
    }
}
