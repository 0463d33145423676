using ActorBackprop.Cluster.Membership;
using ActorBackprop.Cluster.Tests.Transport.Support;
using ActorBackprop.Cluster.Transport;

namespace ActorBackprop.Cluster.Tests.Membership;

/// <summary>A gate's settings, and requests that agree with them.</summary>
internal static class SomeGate
{
    public const string Token = "0123456789abcdef0123456789abcdef", Build = "b0b0b0b0b0b0";

    public static readonly string Configuration = new('c', 64), Data = new('d', 64);

    public static GateSettings Settings { get; } = new()
    {
        Contract = new WireContract("a run", Plans.Small),
        Configuration = """{ "epochs": 3 }""",
        ConfigurationSha256 = Configuration,
        DataSha256 = Data,
        Build = Build,
        MaxWorkers = 4,
    };

    public static JoinRequest Request(int workers = 1, int process = 4711, string? child = null) =>
        new(GateSettings.Protocol, Build, process, workers, child);

    public static JoinReady Ready { get; } = new(Configuration, Data, Plans.Small.Network.ToString()!);
}
