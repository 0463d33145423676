using System.Diagnostics;
using System.Globalization;

namespace ActorBackprop.Benchmarks;

/// <summary>The program from outside: how long it takes to start, and the memory it resides in.</summary>
/// <param name="program">Path of actorbackprop or actorbackprop.dll.</param>
internal sealed class StartUp(string program)
{
    private const int Times = 7;

    /// <summary>Prints two Markdown tables.</summary>
    public void Print()
    {
        var help = Rounds.Median(Enumerable.Range(0, Times).Select(_ => Milliseconds("--help", null)));
        Console.WriteLine(Rounds.Invariant($"`--help`: {help:0} ms\n\n| network, minibatch | start to first step, ms | in two processes, ms | resident at most, MB | allowed, MB |"));
        Console.WriteLine("|---|---|---|---|---|");
        var digits = 70_000 * (784 + 1);
        foreach (var setup in Setup.All)
        {
            var first = Rounds.Median(Enumerable.Range(0, 5).Select(_ => FirstStep(setup, "")));
            var inTwo = Rounds.Median(Enumerable.Range(0, 5).Select(_ => FirstStep(setup, "--processes 2")));
            var allowed = (digits + 8.0 * setup.Plan(50_000).Network.ParameterCount * sizeof(float)) / 1e6 + 100;
            Console.WriteLine(Rounds.Invariant($"| {setup} | {first:0} | {inTwo:0} | {Resident(setup):0} | {allowed:0} |"));
        }
    }

    private static string Train(Setup setup, string run, string more)
    {
        var network = setup.Plan(50_000).Network;
        var activations = string.Join(',', network.Layers.Select(layer => layer.Activation.ToString().ToLowerInvariant()));
        var cost = network.Cost == Learning.Networks.Cost.Quadratic ? "quadratic" : "softmax-cross-entropy";
        return Rounds.Invariant($"train --layers {setup.Network} --activation {activations} --cost {cost} --minibatch {setup.Minibatch}")
            + Rounds.Invariant($" --learning-rate {setup.Plan(50_000).Optimizer.LearningRate} --out {run} --quiet {more}");
    }

    private double Milliseconds(string arguments, Func<Process, bool>? isEnough)
    {
        var since = Stopwatch.GetTimestamp();
        using var process = Process.Start(Info(arguments))!;
        if (isEnough is null) process.WaitForExit();
        else
            while (!process.HasExited && !isEnough(process)) Thread.Sleep(1);
        var elapsed = Stopwatch.GetElapsedTime(since);
        if (!process.HasExited) process.Kill();
        process.WaitForExit();
        return elapsed.TotalMilliseconds;
    }

    /// <summary>Until the checkpoint of the first step is there, so a little more than to the step.</summary>
    private double FirstStep(Setup setup, string more)
    {
        var run = Directory.CreateTempSubdirectory("first-step").FullName;
        var checkpoints = Path.Combine(run, "checkpoints");
        var time = Milliseconds(Train(setup, run, $"--checkpoint-every-steps 1 --epochs 1 {more}"),
            _ => Directory.Exists(checkpoints) && Directory.EnumerateFiles(checkpoints, "step-*.safetensors").Any());
        Directory.Delete(run, recursive: true);
        return time;
    }

    private double Resident(Setup setup)
    {
        var (run, most) = (Directory.CreateTempSubdirectory("resident").FullName, 0.0);
        Milliseconds(Train(setup, run, "--epochs 2"), process =>
        {
            var line = File.Exists($"/proc/{process.Id}/status")
                ? File.ReadLines($"/proc/{process.Id}/status").FirstOrDefault(line => line.StartsWith("VmHWM:", StringComparison.Ordinal)) : null;
            if (line is not null) most = double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1024 / 1e6;
            return false;
        });
        Directory.Delete(run, recursive: true);
        return most;
    }

    private ProcessStartInfo Info(string arguments)
    {
        var isDll = program.EndsWith(".dll", StringComparison.Ordinal);
        return new ProcessStartInfo(isDll ? "dotnet" : program, isDll ? $"\"{program}\" {arguments}" : arguments) { RedirectStandardOutput = true };
    }
}
