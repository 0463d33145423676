namespace ActorBackprop.Runs.Tests.Files;

/// <summary>It is 10:15:02 on 23 November 2026, and two hours later than in Greenwich.</summary>
internal sealed class FixedClock : TimeProvider
{
    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.CreateCustomTimeZone("two hours", TimeSpan.FromHours(2), null, null);

    public override DateTimeOffset GetUtcNow() => new(2026, 11, 23, 8, 15, 2, TimeSpan.Zero);
}
