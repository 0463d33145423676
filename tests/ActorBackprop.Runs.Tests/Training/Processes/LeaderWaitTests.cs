using ActorBackprop.Runs.Training.Processes;

namespace ActorBackprop.Runs.Tests.Training.Processes;

public sealed class LeaderWaitTests
{
    private readonly Clock _clock = new();
    private readonly List<string> _said = [];

    [Fact]
    public void A_worker_says_why_it_waits_at_once_and_every_ten_seconds()
    {
        var wait = Wait(60);
        Assert.True(HasTimeAfter(wait, 0, "it refuses connections"));
        Assert.Equal(["Waiting 60 s for the leader at leader:4711: it refuses connections."], _said);
        Assert.True(HasTimeAfter(wait, 9.5, "it refuses connections"));
        Assert.Single(_said);
        Assert.True(HasTimeAfter(wait, 0.5, "it refuses connections"));
        Assert.Equal("Waiting 50 s for the leader at leader:4711: it refuses connections.", _said[1]);
        Assert.True(HasTimeAfter(wait, 1, "it does not answer"));
        Assert.Equal("Waiting 49 s for the leader at leader:4711: it does not answer.", _said[2]);
    }

    [Fact]
    public void The_wait_ends_with_its_time_and_restarts_after_a_leader_was_there()
    {
        var wait = Wait(60);
        Assert.True(HasTimeAfter(wait, 59.9, "why"));
        Assert.False(HasTimeAfter(wait, 0.1, "why"));
        Assert.Equal("Found no leader at leader:4711 in 60 s: why.", wait.Ending("why"));
        wait.Restart();
        Assert.True(HasTimeAfter(wait, 59.9, "why"));
        Assert.Equal(2, _said.Count); // at once after the new beginning, too
    }

    private LeaderWait Wait(double seconds) => new("leader:4711", TimeSpan.FromSeconds(seconds), _clock, _said.Add);

    private bool HasTimeAfter(LeaderWait wait, double seconds, string why)
    {
        _clock.Now += TimeSpan.FromSeconds(seconds);
        return wait.HasTime(why);
    }

    private sealed class Clock : TimeProvider
    {
        public TimeSpan Now { get; set; } = TimeSpan.FromDays(1);

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Now.Ticks;
    }
}
