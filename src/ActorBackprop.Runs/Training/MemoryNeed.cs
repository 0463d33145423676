using ActorBackprop.Learning.Data;
using ActorBackprop.Learning.Optimizers;
using ActorBackprop.Learning.Training;

namespace ActorBackprop.Runs.Training;

/// <summary>How much memory a training needs, and how much is available.</summary>
public static class MemoryNeed
{
    /// <summary>The bytes that this process may use: the limit of the machine, container or runtime, whichever is lowest.</summary>
    public static long Limit => GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;

    /// <summary>Returns the approximate minimum of bytes that this process needs for a run, besides the program itself.</summary>
    /// <param name="request">The run.</param>
    /// <param name="plan">The plan.</param>
    /// <param name="data">The images.</param>
    public static long Of(RunRequest request, TrainingPlan plan, DataSets data)
    {
        var (parameters, microbatches) = ((long)plan.Network.ParameterLength * sizeof(float), plan.MicrobatchesOfMinibatch);
        // Worker processes have their own memory.
        var workers = request.Cluster is not null ? 0 : request.Sequential ? 1 : request.Configuration.Settings.Workers;
        var samples = (long)data.Training.Count + (data.Validation?.Count ?? 0) + data.Test.Count;
        // Server: the parameters, their next version, and two snapshots; the optimizer's state in all but the last snapshot. Each worker: the
        // gradient it sends, a sum above it, and one on its way back. Residuals: before, after, and in a snapshot.
        var states = plan.Optimizer switch { { Kind: OptimizerKind.Adam } => 2, { Momentum: > 0 } => 1, _ => 0 };
        return samples * data.Training.PixelCount * (data.Training.HasBytes ? 1 : sizeof(float))
            + parameters * (4L + 3 * states + 3 * Math.Min(workers, microbatches) + (plan.HasResiduals ? 3 * microbatches : 0));
    }

    /// <summary>Checks that enough memory is available for a run.</summary>
    /// <param name="request">The run.</param>
    /// <param name="plan">The plan.</param>
    /// <param name="data">The images.</param>
    /// <exception cref="RunException">There is not enough memory.</exception>
    public static void Check(RunRequest request, TrainingPlan plan, DataSets data)
    {
        if (request.Simulation is not { NoGradient: true }) Check(Of(request, plan, data), Limit);
    }

    /// <summary>Checks that enough memory is available.</summary>
    /// <param name="need">The bytes needed.</param>
    /// <param name="limit">The bytes available.</param>
    /// <exception cref="RunException">There are fewer than needed.</exception>
    internal static void Check(long need, long limit)
    {
        if (need <= limit) return;
        throw new RunException(ExitCode.Memory, $"This training takes at least {need / 1e6:N0} MB of memory, but the process may use "
            + $"{limit / 1e6:N0} MB; use narrower layers, a smaller minibatch or fewer workers, or allow it more memory.");
    }
}
