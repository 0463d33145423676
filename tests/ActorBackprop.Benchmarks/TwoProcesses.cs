using System.Buffers.Binary;
using System.Diagnostics;
using System.IO.Compression;
using System.Text.Json;
using ActorBackprop.Digits;
using ActorBackprop.Learning.Data;

namespace ActorBackprop.Benchmarks;

/// <summary>
/// Two worker processes as a user starts them, on images that are those of the other trainings, and hardly any to measure on: PyTorch's
/// loop measures nothing. The first seconds, in which three processes compile what they run, are left out.
/// </summary>
internal static class TwoProcesses
{
    private const double WarmUp = 4;
    private const int TestImages = 100;

    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);

    private static readonly string Program = Path.GetFullPath(
        Path.Combine(AppContext.BaseDirectory, "..", "..", "ActorBackprop.Cli", "release", "actorbackprop.dll"));

    /// <summary>Samples a second.</summary>
    /// <exception cref="InvalidOperationException">The program is not built, or it failed.</exception>
    public static double SamplesPerSecond(Setup setup, Dataset data, double seconds)
    {
        if (!File.Exists(Program)) throw new InvalidOperationException($"{Program} is missing; build the solution first: dotnet build -c Release");
        var directory = Directory.CreateTempSubdirectory("two-processes-").FullName;
        try
        {
            Cut("train", data.Count, directory);
            Cut("t10k", TestImages, directory);
            string[] arguments = [Program, "train", "--processes", "2", "--workers", "1", "--layers", setup.Network, "--quiet", "--data", directory,
                "--validation", "0", "--minibatch", Rounds.Invariant($"{setup.Minibatch}"), "--epochs", "100000", "--out", Path.Combine(directory, "run"),
                .. setup.IsSmall ? Array.Empty<string>() : ["--activation", "relu", "--cost", "softmax-cross-entropy", "--learning-rate", "0.1"]];
            using var process = Process.Start(new ProcessStartInfo("dotnet", arguments) { RedirectStandardOutput = true })!;
            var rate = Watch(process, Path.Combine(directory, "run", "metrics.jsonl"), seconds);
            Process.Start("kill", ["-TERM", Rounds.Invariant($"{process.Id}")]).Dispose();
            process.WaitForExit();
            return rate;
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    /// <summary>The first of the digits' images and labels, as files of the same format.</summary>
    private static void Cut(string set, int count, string directory)
    {
        foreach (var (kind, head, size) in new[] { ("images-idx3", 16, 784), ("labels-idx1", 8, 1) })
        {
            var name = $"{set}-{kind}-ubyte";
            var bytes = new byte[head + count * size];
            using (var digits = new GZipStream(File.OpenRead(Path.Combine(DigitFiles.Directory, $"{name}.gz")), CompressionMode.Decompress))
                digits.ReadExactly(bytes);
            BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(4), count);
            File.WriteAllBytes(Path.Combine(directory, name), bytes);
        }
    }

    private static double Watch(Process process, string metrics, double seconds)
    {
        while (true)
        {
            Thread.Sleep(Look);
            if (process.HasExited) throw new InvalidOperationException($"train --processes 2 ended with {process.ExitCode}");
            if (File.Exists(metrics) && RateOf(File.ReadLines(metrics), seconds) is { } rate) return rate;
        }
    }

    /// <summary>The rate of the epochs after the first seconds; null while those do not make up enough.</summary>
    private static double? RateOf(IEnumerable<string> epochs, double seconds)
    {
        var (samples, since, began) = (0.0, 0.0, 0.0);
        foreach (var line in epochs)
        {
            if (!line.EndsWith('}')) break; // is being written
            using var epoch = JsonDocument.Parse(line);
            var took = epoch.RootElement.GetProperty("seconds").GetDouble();
            began += took;
            if (began - took < WarmUp) continue;
            since += took;
            samples += took * epoch.RootElement.GetProperty("samplesPerSecond").GetDouble();
        }
        return since >= seconds ? samples / since : null;
    }
}
