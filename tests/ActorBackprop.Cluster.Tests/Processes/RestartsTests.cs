using ActorBackprop.Cluster.Processes;

namespace ActorBackprop.Cluster.Tests.Processes;

public sealed class RestartsTests
{
    [Fact]
    public void Restarts_are_limited_within_ten_minutes_and_available_again_afterwards()
    {
        var restarts = new Restarts(3);
        foreach (var minutes in new[] { 0, 1, 4 }) Assert.NotNull(restarts.TryTake(minutes, TimeSpan.FromMinutes(minutes)));
        Assert.Null(restarts.TryTake(0, TimeSpan.FromMinutes(9.99)));
        Assert.NotNull(restarts.TryTake(0, TimeSpan.FromMinutes(10)));
        Assert.Null(restarts.TryTake(1, TimeSpan.FromMinutes(10)));
        Assert.NotNull(restarts.TryTake(1, TimeSpan.FromMinutes(11)));
        Assert.Null(new Restarts(0).TryTake(0, TimeSpan.Zero));
    }

    [Fact]
    public void The_delay_doubles_up_to_five_seconds_and_starts_over_after_ten_minutes()
    {
        var restarts = new Restarts(100);
        double[] expected = [0, 0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 5, 5];
        Assert.All(expected, seconds => Assert.Equal(TimeSpan.FromSeconds(seconds), restarts.TryTake(7, TimeSpan.Zero)));
        Assert.Equal(TimeSpan.Zero, restarts.TryTake(8, TimeSpan.Zero)); // another place has not failed yet
        Assert.Equal(TimeSpan.Zero, restarts.TryTake(7, Restarts.Window));
    }
}
