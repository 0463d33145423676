using ActorBackprop.Learning;
using ActorBackprop.Learning.Training;
using ActorBackprop.Configuration.Levels;
using ActorBackprop.Runs.Training;
using ActorBackprop.Runs;

namespace ActorBackprop.Cli.Commands;

/// <summary>train --dry-run: what would be trained, and what it would take.</summary>
internal static class DryRun
{
    public static int Show(RunRequest request)
    {
        request.Check();
        var settings = request.Configuration.Settings;
        var (plan, data) = TrainingRun.Prepare(settings);
        var network = plan.Network;
        var bytes = network.ParameterLength * sizeof(float);
        var microbatches = plan.MicrobatchesOfMinibatch;
        var parts = Math.Min(settings.Workers, microbatches);
        var activations = string.Join(", ", network.Layers.Select(layer => Names.Of(layer.Activation)));
        var heldOut = data.Validation?.Count ?? 0;
        var where = request.Cluster is null ? "" : ", in the process that leads";
        Console.WriteLine($"""
            Network      {network} ({network.ParameterCount:N0} parameters), {activations}, cost {Names.Of(network.Cost)}
            Data         {plan.Images:N0} images to train on, {heldOut:N0} held out, {data.Test.Count:N0} to test
            Steps        {plan.Steps:N0}: {plan.Epochs} epochs of {plan.StepsPerEpoch:N0}
            Minibatch    {plan.Minibatch} samples, {microbatches} microbatches of {plan.Microbatch}
            Workers      {settings.Workers}, of which {parts} have a part of each full minibatch
            A step       {parts} messages of {bytes:N0} bytes out (by reference in one process), {Back(plan, microbatches)} back
            Memory       {MemoryNeed.Of(request, plan, data) / 1e6:N0} MB at least, beside the program itself{where}

            """);
        Console.Write(request.Configuration.ToJson());
        if (request.Simulation is { } simulation) Console.Write($"\nThe world, in virtual time:\n{Level.ToJson(simulation.World)}");
        MemoryNeed.Check(request, plan, data);
        return (int)ExitCode.Ok;
    }

    private static string Back(TrainingPlan plan, int microbatches) =>
        plan.Compression?.Compressor.MaxEncodedBytes(plan.Network.ParameterCount) is { } bytes
        ? $"{microbatches} gradients of at most {bytes:N0} bytes"
        : "as many";
}
