using System.Runtime.InteropServices;

namespace ActorBackprop.Cli;

/// <summary>How many files and connections the system lets this process have open. With too few, .NET itself fails in many places.</summary>
internal static class OpenFileLimit
{
    /// <summary>The fewest that a training with two worker processes manages with, and some.</summary>
    public const long Least = 256;

    /// <summary>Returns what is wrong with the limit as a sentence; null where nothing is.</summary>
    public static string? Fault() =>
        OperatingSystem.IsWindows() || Get(OperatingSystem.IsMacOS() ? 8 : 7, out var limits) != 0 ? null : Fault((long)limits.Hard);

    /// <summary>Returns what is wrong with a limit as a sentence; null where nothing is.</summary>
    /// <param name="limit">Files; below 0 for no limit. .NET raises the soft limit to the hard one.</param>
    internal static string? Fault(long limit) => limit is < 0 or >= Least ? null
        : $"This process may have {limit} files open at a time, and needs {Least}; raise the limit: ulimit -n 1024.";

    [DllImport("libc", EntryPoint = "getrlimit")]
    private static extern int Get(int resource, out Limits limits);

    [StructLayout(LayoutKind.Sequential)]
    private readonly struct Limits
    {
        public readonly ulong Soft, Hard;
    }
}
