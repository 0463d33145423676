using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;

namespace ActorBackprop.Benchmarks;

/// <summary>The training loops of PyTorch, by pytorch_peers.py, each in a process of its own.</summary>
internal static class PyTorch
{
    /// <summary>What that program calls its configurations.</summary>
    public static readonly IReadOnlyList<string> Configurations = ["torch1", "torch1-blas2", "torch2-blas1", "torch2-blas2", "ddp2"];

    // The system's own comes first: it is the one that the packages are for.
    private static readonly string Python = File.Exists("/usr/bin/python3") ? "/usr/bin/python3" : "python3";

    /// <summary>Samples a second.</summary>
    /// <exception cref="PeerMissingException">It does not run here; the message says why, and what brings it.</exception>
    public static double SamplesPerSecond(Setup setup, string configuration, double seconds)
    {
        var script = Path.Combine(AppContext.BaseDirectory, "pytorch_peers.py");
        string[] arguments = [script, setup.Network, Rounds.Invariant($"{setup.Minibatch}"), configuration, "--seconds", Rounds.Invariant($"{seconds}")];
        string output;
        try
        {
            using var python = Process.Start(new ProcessStartInfo(Python, arguments) { RedirectStandardOutput = true })!;
            output = python.StandardOutput.ReadToEnd();
            python.WaitForExit();
        }
        catch (Win32Exception)
        {
            throw new PeerMissingException("there is no python3: apt-get install python3-torch libopenblas0-pthread");
        }
        using var line = output.Length > 0 ? JsonDocument.Parse(output) : throw new PeerMissingException("pytorch_peers.py gave no answer");
        if (line.RootElement.TryGetProperty("samplesPerSecond", out var rate)) return rate.GetDouble();
        var error = line.RootElement.GetProperty("error").GetString()!;
        throw new PeerMissingException(error.Contains("No module named", StringComparison.Ordinal)
            ? $"{error}: apt-get install python3-torch" : error);
    }
}
