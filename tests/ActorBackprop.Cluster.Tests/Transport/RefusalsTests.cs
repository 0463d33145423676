using ActorBackprop.Cluster.Transport.Tcp;

namespace ActorBackprop.Cluster.Tests.Transport;

public sealed class RefusalsTests
{
    [Fact]
    public void Each_refusal_is_reported_once_up_to_a_limit()
    {
        var told = new List<string>();
        var refusals = new Refusals((who, why) => told.Add($"{who}: {why}"));
        for (var time = 0; time < 3; time++)
            for (var host = 0; host < 5000; host++) refusals.Tell($"2001:db8::{host:x}", "its join token is not this run's");
        Assert.Equal("2001:db8::0: its join token is not this run's", told[0]);
        Assert.Equal(Refusals.Max + 1, told.Count);
        Assert.Equal(told.Count, told.Distinct().Count());
        Assert.Equal("more processes: the log does not name them, since it has reached its limit", told[^1]);
    }
}
