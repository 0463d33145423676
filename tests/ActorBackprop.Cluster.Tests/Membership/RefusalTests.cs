using ActorBackprop.Cluster.Membership;

namespace ActorBackprop.Cluster.Tests.Membership;

public sealed class RefusalTests
{
    [Fact]
    public void A_process_that_agrees_in_everything_is_not_rejected()
    {
        Assert.Null(SomeGate.Settings.RejectionReason(SomeGate.Request()));
        Assert.Null(SomeGate.Settings.RejectionReason(SomeGate.Request(workers: 1024)));
        Assert.Null(SomeGate.Settings.RejectionReason(SomeGate.Ready));
    }

    public static TheoryData<int, string, int, string[]> Requests => new()
    {
        { 7, SomeGate.Build, 1, [$"protocol {GateSettings.Protocol}", "7"] },
        { GateSettings.Protocol, "c0ffee", 1, [$"build {SomeGate.Build}", "build c0ffee"] },
        { GateSettings.Protocol, SomeGate.Build, 0, ["1 to 1024", "found 0"] },
        { GateSettings.Protocol, SomeGate.Build, 1025, ["1 to 1024", "found 1025"] },
    };

    [Theory, MemberData(nameof(Requests))]
    public void A_request_that_does_not_agree_is_refused_with_both_sides(int protocol, string build, int workers, string[] named)
    {
        var why = SomeGate.Settings.RejectionReason(new JoinRequest(protocol, build, 1, workers, null));
        Assert.All(named, name => Assert.Contains(name, why));
    }

    public static TheoryData<string, string, string, string[]> Readies => new()
    {
        { SomeGate.Configuration, SomeGate.Data, "784-30-10", ["7-5-3", "784-30-10"] },
        { new string('e', 64), SomeGate.Data, SomeGate.Ready.Network, ["settings", "cccccccccccc", "eeeeeeeeeeee"] },
        { "", SomeGate.Data, SomeGate.Ready.Network, ["settings", "cccccccccccc"] },
        { SomeGate.Configuration, new string('f', 64), SomeGate.Ready.Network, ["images", "dddddddddddd", "ffffffffffff"] },
    };

    [Theory, MemberData(nameof(Readies))]
    public void A_process_that_prepares_another_training_is_refused_with_both_sides(string configuration, string data, string network, string[] named)
    {
        var why = SomeGate.Settings.RejectionReason(new JoinReady(configuration, data, network));
        Assert.All(named, name => Assert.Contains(name, why));
    }
}
