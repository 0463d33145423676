using ActorBackprop.Learning.Data;
using ActorBackprop.Learning.Optimizers;
using ActorBackprop.Learning.Training;

namespace ActorBackprop.Runs.Training;

/// <summary>How much memory a training takes, and how much there is.</summary>
public static class MemoryNeed
{
    /// <summary>Bytes that this process may use: of the machine, its container or the runtime's own limit, whichever is least.</summary>
    public static long Limit => GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;

    /// <summary>How many bytes this process takes at least for a run, about, beside the program itself.</summary>
    /// <param name="request">The run.</param>
    /// <param name="plan">What is trained.</param>
    /// <param name="data">What it is trained and measured on.</param>
    public static long Of(RunRequest request, TrainingPlan plan, DataSets data)
    {
        var (parameters, microbatches) = ((long)plan.Network.ParameterLength * sizeof(float), plan.MicrobatchesOfMinibatch);
        // Those of other processes have memory of their own.
        var workers = request.Cluster is not null ? 0 : request.Sequential ? 1 : request.Configuration.Settings.Workers;
        var samples = (long)data.Training.Count + (data.Validation?.Count ?? 0) + data.Test.Count;
        // The server: the parameters, their next version, and a snapshot and the last one; of the optimizer's state as many, but for the
        // last snapshot, which copies none. Each worker: the gradient it sends, a sum above it, and one on the way back. A residual: before,
        // after, and in a snapshot.
        var states = plan.Optimizer switch { { Kind: OptimizerKind.Adam } => 2, { Momentum: > 0 } => 1, _ => 0 };
        return samples * data.Training.PixelCount * (data.Training.HasBytes ? 1 : sizeof(float))
            + parameters * (4L + 3 * states + 3 * Math.Min(workers, microbatches) + (plan.HasResiduals ? 3 * microbatches : 0));
    }

    /// <summary>Makes sure that a run can have the memory that it takes.</summary>
    /// <param name="request">The run.</param>
    /// <param name="plan">What it trains.</param>
    /// <param name="data">What it is trained and measured on.</param>
    /// <exception cref="RunException">It takes more than there is.</exception>
    public static void Check(RunRequest request, TrainingPlan plan, DataSets data)
    {
        if (request.Simulation is not { NoGradient: true }) Check(Of(request, plan, data), Limit);
    }

    /// <summary>Makes sure that there is as much memory as is needed.</summary>
    /// <param name="need">Bytes that are needed.</param>
    /// <param name="limit">Bytes there are.</param>
    /// <exception cref="RunException">There are fewer.</exception>
    internal static void Check(long need, long limit)
    {
        if (need <= limit) return;
        throw new RunException(ExitCode.Memory, $"This training takes at least {need / 1e6:N0} MB of memory, but the process may use "
            + $"{limit / 1e6:N0} MB; take narrower layers, a smaller minibatch or fewer workers, or allow it more memory.");
    }
}
