using System.Diagnostics;

namespace ActorBackprop.Cluster.Tests.Processes;

/// <summary>Harmless processes.</summary>
internal static class Shell
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    public static ProcessStartInfo Command(string script) => new("sh", ["-c", script]);

    /// <summary>One that stays until its standard input ends.</summary>
    public static ProcessStartInfo Stays => new("cat");

    public static bool IsThere(int id)
    {
        try
        {
            using var process = Process.GetProcessById(id);
            return !process.HasExited;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    /// <summary>Waits for a process's end.</summary>
    public static void Ends(int id) => Assert.True(SpinWait.SpinUntil(() => !IsThere(id), Patience), $"process {id} is still there");

    public static void Kill(int id)
    {
        using var process = Process.GetProcessById(id);
        process.Kill();
    }
}
