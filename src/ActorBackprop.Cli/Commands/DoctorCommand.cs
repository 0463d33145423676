using System.CommandLine;
using System.Runtime.InteropServices;
using ActorBackprop.Configuration;
using ActorBackprop.Learning.Networks;
using ActorBackprop.Learning.Training;
using ActorBackprop.Runs;
using ActorBackprop.Runs.Files;
using ActorBackprop.Runs.Training;

namespace ActorBackprop.Cli.Commands;

/// <summary>actorbackprop doctor: describes this machine and verifies the weights that it computes.</summary>
internal static class DoctorCommand
{
    /// <summary>The weightsSha256 of train --epochs 1, the same on every machine; README.md states it too.</summary>
    public const string OneEpochSha256 = "12fc6a7444c9d88cb0ccc397b900572fb22f5cef8f786c1ab56ce0fe642d46b7";

    public static Command Create()
    {
        var command = new Command("doctor", "Describes this machine, trains one epoch and verifies the weights bit by bit");
        command.SetAction(_ =>
        {
            var record = new RunRecord { Argv = [], Seed = 0, ResumedFromStep = 0, Started = TimeProvider.System.GetLocalNow() };
            Console.WriteLine($"Program      {record.Version}, {record.Framework}, {record.OperatingSystem}, {record.Architecture}");
            Console.WriteLine($"Cores        {record.Cores}; vectors of {record.VectorBits} bits{FusedText()}");
            var set = ResolvedConfiguration.CheckEnvironment(SettingOptions.EnvironmentVariables());
            if (set.Count > 0)
                Console.WriteLine($"Environment  {string.Join(' ', set.Select(one => $"{one.Key}={one.Value}"))}: not used by this check");
            var (plan, data) = TrainingRun.Prepare(new TrainingSettings { Epochs = 1 });
            Console.WriteLine($"Digits       {data.Training.Count + data.Validation!.Count:N0} + {data.Test.Count:N0}");
            if (!Console.IsOutputRedirected) Console.Write("Weights      training one epoch …");
            var parameters = new SequentialTrainer(plan, data.Training).Run().Parameters.Span;
            var (hash, test) = (WeightsHash.Compute(plan.Network, parameters), Evaluation.Of(plan.Network, parameters, data.Test));
            Console.WriteLine($"{(Console.IsOutputRedirected ? "" : "\r")}Weights      {hash}, {test.Correct} / {test.Samples} right");
            if (hash == OneEpochSha256)
            {
                Console.WriteLine("OK: the weights match README.md.");
                return (int)ExitCode.Ok;
            }
            Console.Error.WriteLine($"The weights differ from README.md's, {OneEpochSha256}. Please report the output above: weights trained on this "
                + "machine cannot be compared with those of other machines.");
            return (int)ExitCode.WrongBits;
        });
        return command;
    }

    private static string FusedText() =>
        System.Runtime.Intrinsics.X86.Fma.IsSupported || RuntimeInformation.ProcessArchitecture == Architecture.Arm64
            ? ", fused multiply-add in hardware"
            : ", fused multiply-add in software: slower, with the same bits";
}
