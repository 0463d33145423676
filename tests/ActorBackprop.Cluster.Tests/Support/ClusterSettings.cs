using ActorBackprop.Cluster.Transport.Chunks;
using Akka.Configuration;

namespace ActorBackprop.Cluster.Tests.Support;

/// <summary>How the systems of several processes are configured: by the files that ship.</summary>
internal static class ClusterSettings
{
    /// <summary>As the program has them, and with probes.</summary>
    public static Config Shipped { get; } = ConfigurationFactory.ParseString(File("cluster.conf"))
        .WithFallback(ConfigurationFactory.ParseString(ChunkSerializer.Configuration))
        .WithFallback(ConfigurationFactory.ParseString(File("in-process.conf")))
        .WithFallback(Akka.TestKit.TestKitBase.DefaultConfig);

    /// <summary>The same without a word in the log.</summary>
    public static Config Quiet { get; } = ConfigurationFactory.ParseString(
        """
        akka {
          loglevel = OFF
          stdout-loglevel = OFF
          test.single-expect-default = 20s
        }
        """).WithFallback(Shipped);

    private static string File(string name) => System.IO.File.ReadAllText(Path.Combine(AppContext.BaseDirectory, name));
}
