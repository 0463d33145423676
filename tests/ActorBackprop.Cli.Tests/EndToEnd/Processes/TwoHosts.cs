using System.Diagnostics;

namespace ActorBackprop.Cli.Tests.EndToEnd.Processes;

/// <summary>Two machines as far as the network goes: namespaces of this one's kernel, joined by a cable that can be cut. Gone after the test.</summary>
internal sealed class TwoHosts : IDisposable
{
    /// <summary>The address of the first.</summary>
    public const string Address = "10.77.0.1";

    private const string OtherAddress = "10.77.0.2";

    private TwoHosts()
    {
        var id = Environment.ProcessId;
        (First, Second) = ($"abp-a-{id}", $"abp-b-{id}");
    }

    /// <summary>The namespaces' names.</summary>
    public string First { get; }

    /// <inheritdoc cref="First"/>
    public string Second { get; }

    /// <summary>Makes them.</summary>
    /// <param name="why">Why they cannot be made here; empty where they are.</param>
    /// <returns>Null where they cannot be made: that takes Linux, the rights of the super-user, and iproute2.</returns>
    public static TwoHosts? TryMake(out string why)
    {
        var hosts = new TwoHosts();
        why = OperatingSystem.IsLinux() ? hosts.Make() : "only Linux has them";
        if (why.Length == 0) return hosts;
        hosts.Dispose();
        return null;
    }

    /// <summary>Cuts the cable: no process is notified, and messages in flight are lost.</summary>
    public void Cut() => Assert.Equal("", Ip($"-n {First} link set cable down"));

    public void Dispose()
    {
        if (!OperatingSystem.IsLinux()) return;
        Ip($"netns del {First}");
        Ip($"netns del {Second}");
    }

    private string Make() => new[]
    {
        $"netns add {First}", $"netns add {Second}", $"-n {First} link add cable type veth peer name cable netns {Second}",
        $"-n {First} address add {Address}/24 dev cable", $"-n {Second} address add {OtherAddress}/24 dev cable",
        $"-n {First} link set lo up", $"-n {First} link set cable up", $"-n {Second} link set lo up", $"-n {Second} link set cable up",
    }.Select(Ip).FirstOrDefault(error => error.Length > 0) ?? "";

    /// <summary>Has iproute2 do something.</summary>
    /// <returns>What it complains of; empty where it has done it.</returns>
    private static string Ip(string arguments)
    {
        try
        {
            using var ip = Process.Start(new ProcessStartInfo("ip", arguments) { RedirectStandardError = true })!;
            var error = ip.StandardError.ReadToEnd();
            ip.WaitForExit();
            return ip.ExitCode == 0 ? "" : $"ip {arguments}: {error.Trim()}";
        }
        catch (System.ComponentModel.Win32Exception absent)
        {
            return $"ip: {absent.Message}";
        }
    }
}
