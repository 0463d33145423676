using System.Diagnostics;
using System.Globalization;

namespace ActorBackprop.VirtualTime.Tests.Determinism;

/// <summary>
/// The tests' entry point: runs a town in its own process and prints the hash of the events, and how often each kind happened.
/// Arguments: the seed, then "canary" or "pinned" (to one core) if wanted.
/// </summary>
internal static class Program
{
    public static void Main(string[] arguments)
    {
        if (arguments.Contains("pinned") && (OperatingSystem.IsLinux() || OperatingSystem.IsWindows()))
            Process.GetCurrentProcess().ProcessorAffinity = 1;
        using var town = new Town(ulong.Parse(arguments[0], CultureInfo.InvariantCulture), arguments.Contains("canary"));
        town.Run();
        var log = town.System.Log;
        Console.WriteLine($"hash {log.Hash}");
        Console.WriteLine($"count Events {log.Count}");
        foreach (var kind in Enum.GetValues<FaultKind>()) Console.WriteLine($"count {kind} {log[kind]}");
        Console.WriteLine($"count ChildRestarts {town.Seen.Restarts}");
        Console.WriteLine($"count Deaths {town.Seen.Deaths}");
    }
}
