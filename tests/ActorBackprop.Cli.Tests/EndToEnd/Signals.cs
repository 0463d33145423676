using System.Globalization;
using System.Runtime.InteropServices;

namespace ActorBackprop.Cli.Tests.EndToEnd;

/// <summary>Sends what Ctrl-C and the system's shutdown send. Not on Windows, which has no signals from one process to another.</summary>
internal static partial class Signals
{
    public const int HangUp = 1, Interrupt = 2, Quit = 3, Kill = 9, Terminate = 15, Stop = 19; // the last by Linux's count

    static Signals()
    {
        // What a script starts in its background ignores SIGINT and SIGQUIT, and so do its children: not these.
        foreach (var signal in new[] { Interrupt, Quit })
            if (OperatingSystem.IsLinux() && IsIgnored(signal)) _ = SetHandler(signal, 0);
    }

    /// <summary>To be called before the process is started that signals are sent to.</summary>
    public static void Prepare()
    {
    }

    /// <summary>Sends a signal.</summary>
    public static void Send(RunningProgram program, int signal) => Assert.Equal(0, SendTo(program.Id, signal));

    /// <summary>Sends a signal to a process, which may be gone already.</summary>
    /// <returns>Whether it was there.</returns>
    public static bool Send(int process, int signal) => SendTo(process, signal) == 0;

    private static bool IsIgnored(int signal)
    {
        var mask = File.ReadLines("/proc/self/status").First(line => line.StartsWith("SigIgn:", StringComparison.Ordinal));
        return (ulong.Parse(mask["SigIgn:".Length..].Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture) >> (signal - 1) & 1) != 0;
    }

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SendTo(int process, int signal);

    [DllImport("libc", EntryPoint = "signal")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern nint SetHandler(int signal, nint handler);
}
