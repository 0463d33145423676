namespace ActorBackprop.VirtualTime.Engine;

/// <summary>Times in ticks of 100 ns since the beginning.</summary>
internal static class Ticks
{
    /// <summary>A time from a time on; what lies beyond the end of time never comes.</summary>
    public static long After(long from, TimeSpan time) => time.Ticks > long.MaxValue - from ? long.MaxValue : from + time.Ticks;

    /// <summary>How long a number of bytes takes.</summary>
    public static long Of(long bytes, double bytesPerSecond) =>
        double.IsPositiveInfinity(bytesPerSecond) ? 0 : (long)Math.Ceiling((double)bytes * TimeSpan.TicksPerSecond / bytesPerSecond);
}
