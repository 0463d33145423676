using System.Runtime.InteropServices;

namespace ActorBackprop.Cli;

/// <summary>Checks how many files and connections this process may open. With too few, .NET itself fails in many places.</summary>
internal static class OpenFileLimit
{
    /// <summary>Enough for a training with two worker processes, with some to spare.</summary>
    public const long Min = 256;

    /// <summary>Returns a sentence if the limit of this process is too low; otherwise null.</summary>
    public static string? Fault() =>
        OperatingSystem.IsWindows() || Get(OperatingSystem.IsMacOS() ? 8 : 7, out var limits) != 0 ? null : Fault((long)limits.Hard);

    /// <summary>Returns a sentence if a limit is too low; otherwise null.</summary>
    /// <param name="limit">The hard limit, to which .NET raises the soft one; below 0 for none.</param>
    internal static string? Fault(long limit) => limit is < 0 or >= Min ? null
        : $"This process may open {limit} files, but needs {Min}; raise the limit: ulimit -n 1024.";

    [DllImport("libc", EntryPoint = "getrlimit")]
    private static extern int Get(int resource, out Limits limits);

    [StructLayout(LayoutKind.Sequential)]
    private readonly struct Limits
    {
        public readonly ulong Soft, Hard;
    }
}
