using System.Diagnostics;
using System.Text.Json;
using ActorBackprop.Learning.Data;

namespace ActorBackprop.Benchmarks;

/// <summary>
/// Two worker processes as a user starts them, checkpoints and evaluations included. The first epoch, which compiles code, is
/// left out.
/// </summary>
internal static class TwoProcesses
{
    private const double SlowFlops = 3e10; // what is certainly reached: so many seconds of it are enough epochs

    private static readonly string Program = Path.GetFullPath(
        Path.Combine(AppContext.BaseDirectory, "..", "..", "ActorBackprop.Cli", "release", "actorbackprop.dll"));

    /// <summary>Samples a second.</summary>
    /// <exception cref="InvalidOperationException">The program is not built, or it failed.</exception>
    public static double SamplesPerSecond(Setup setup, Dataset data, double seconds)
    {
        if (!File.Exists(Program)) throw new InvalidOperationException($"{Program} is missing; build the solution first: dotnet build -c Release");
        var epochs = 1 + (int)Math.Ceiling(seconds * SlowFlops / setup.Flop / data.Count);
        var directory = Directory.CreateTempSubdirectory("two-processes-").FullName;
        try
        {
            string[] arguments = [Program, "train", "--processes", "2", "--workers", "1", "--layers", setup.Network, "--quiet",
                "--minibatch", Rounds.Invariant($"{setup.Minibatch}"), "--epochs", Rounds.Invariant($"{epochs}"), "--out", Path.Combine(directory, "run"),
                .. setup.IsSmall ? Array.Empty<string>() : ["--activation", "relu", "--cost", "softmax-cross-entropy", "--learning-rate", "0.1"]];
            using var process = Process.Start(new ProcessStartInfo("dotnet", arguments) { RedirectStandardOutput = true })!;
            process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            if (process.ExitCode != 0) throw new InvalidOperationException($"train --processes 2 ended with {process.ExitCode}");
            return RateOf(File.ReadLines(Path.Combine(directory, "run", "metrics.jsonl")).Skip(1));
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    private static double RateOf(IEnumerable<string> epochs)
    {
        var (samples, seconds) = (0.0, 0.0);
        foreach (var line in epochs)
        {
            using var epoch = JsonDocument.Parse(line);
            var took = epoch.RootElement.GetProperty("seconds").GetDouble();
            seconds += took;
            samples += took * epoch.RootElement.GetProperty("samplesPerSecond").GetDouble();
        }
        return samples / seconds;
    }
}
