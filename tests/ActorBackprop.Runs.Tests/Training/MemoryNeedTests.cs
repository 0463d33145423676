using ActorBackprop.Configuration;
using ActorBackprop.Learning.Networks;
using ActorBackprop.Learning.Optimizers;
using ActorBackprop.Learning.Training;
using ActorBackprop.Runs.Checkpoints;
using ActorBackprop.Runs.Training;
using ActorBackprop.Testing;

namespace ActorBackprop.Runs.Tests.Training;

public sealed class MemoryNeedTests
{
    [Fact]
    public void A_training_too_large_for_memory_is_refused_with_both_figures()
    {
        MemoryNeed.Check(need: 1000, limit: 1000);
        var refusal = Assert.Throws<RunException>(() => MemoryNeed.Check(need: 369_000_000, limit: 134_217_728));
        Assert.Equal(ExitCode.Memory, refusal.Code);
        Assert.StartsWith("This training takes at least 369 MB of memory, but the process may use 134 MB; use narrower layers", refusal.Message,
            StringComparison.Ordinal);
    }

    /// <summary>However little memory is left at the end, there is a last checkpoint.</summary>
    [Theory]
    [InlineData(OptimizerKind.Sgd), InlineData(OptimizerKind.Adam)]
    public void The_last_snapshot_and_its_checkpoint_and_hash_take_next_to_no_memory(OptimizerKind kind)
    {
        var plan = new TrainingSettings { Layers = [500, 1000, 10], Optimizer = kind, LearningRate = 0.1f }.ToPlan(100);
        var state = new TrainingState(plan);
        var usual = state.Snapshot();
        using var directory = new TemporaryDirectory();
        var path = directory["last.safetensors"];
        CheckpointFile.Write(path, Checkpoint(usual)); // compiles what runs below

        var before = GC.GetAllocatedBytesForCurrentThread();
        var last = state.FinalSnapshot();
        CheckpointFile.Write(path, Checkpoint(last));
        var hash = WeightsHash.Compute(plan.Network, last.Parameters);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.InRange(allocated, 1, 500_000); // the parameters are 2 MB
        Assert.Equal(usual.Parameters, last.Parameters);
        Assert.Equal(usual.OptimizerState, last.OptimizerState);
        Assert.Equal(usual.Parameters, CheckpointFile.Read(path, _ => plan.Network).Snapshot.Parameters);
        Assert.Equal(WeightsHash.Compute(plan.Network, usual.Parameters), hash);

        Checkpoint Checkpoint(TrainingSnapshot snapshot) => new(plan.Network, snapshot, plan.Seed, "{}", "data");
    }
}
