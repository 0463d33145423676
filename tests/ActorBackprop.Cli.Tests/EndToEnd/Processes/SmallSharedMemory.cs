using System.Diagnostics;

namespace ActorBackprop.Cli.Tests.EndToEnd.Processes;

/// <summary>
/// A machine with little shared memory: a mount namespace whose /dev/shm has 100 KB. It takes Linux and the rights of the super-user.
/// </summary>
internal static class SmallSharedMemory
{
    /// <summary>A command that runs the program which follows it there.</summary>
    public static string[] Command { get; } = ["unshare", "-m", "sh", "-c", "mount -t tmpfs -o size=100k tmpfs /dev/shm && exec \"$0\" \"$@\""];

    /// <summary>Why there is none here; empty where there is.</summary>
    public static string WhyNot()
    {
        if (!OperatingSystem.IsLinux()) return "only Linux has it";
        try
        {
            using var test = Process.Start(new ProcessStartInfo(Command[0], [.. Command[1..], "true"]) { RedirectStandardError = true })!;
            var error = test.StandardError.ReadToEnd();
            test.WaitForExit();
            return test.ExitCode == 0 ? "" : error.Trim();
        }
        catch (System.ComponentModel.Win32Exception absent)
        {
            return absent.Message;
        }
    }
}
