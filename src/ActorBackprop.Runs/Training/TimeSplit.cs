using System.Globalization;
using ActorBackprop.Configuration;

namespace ActorBackprop.Runs.Training;

/// <summary>Where the workers' time went, as fractions that add up to 1.</summary>
/// <param name="Compute">Backpropagation.</param>
/// <param name="Wire">A part or its gradient was on the way, or in a queue.</param>
/// <param name="Wait">Nothing to do: others were not done yet, or the server took its step.</param>
public sealed record TimeSplit(double Compute, double Wire, double Wait)
{
    /// <summary>The split of a run; null where nothing was measured, as without actors.</summary>
    public static TimeSplit? Of(RunResult result)
    {
        var all = result.Statistics.Elapsed * result.Statistics.Workers.Count;
        if (all <= TimeSpan.Zero) return null;
        double Fraction(Func<Actors.Messages.WorkerStatistics, TimeSpan> time) =>
            Math.Clamp(result.Statistics.Workers.Sum(worker => time(worker) / all), 0, 1);
        var (compute, roundTrip) = (Fraction(worker => worker.Compute), Fraction(worker => worker.RoundTrip));
        return new TimeSplit(compute, Math.Max(0, roundTrip - compute), Math.Max(0, 1 - Math.Max(roundTrip, compute)));
    }

    /// <summary>What somebody who wants it faster should know, each with the remedy; mostly nothing.</summary>
    public static IEnumerable<string> Remarks(RunResult result)
    {
        var (plan, workers) = (result.Start.Plan, result.Statistics.Workers);
        if (result.Start.Sequential || workers.Count < 2 || result.Statistics.Elapsed <= TimeSpan.Zero) yield break;
        var (microbatches, mode) = (plan.MicrobatchesOfMinibatch, result.Start.Settings.ModeKind);
        if (workers.Count > microbatches)
            yield return $"{workers.Count - microbatches} of {workers.Count} workers had nothing to do: " + (mode switch
            {
                // Of a larger minibatch each of them would get more, and nobody else anything.
                ConsistencyMode.Local => $"there are {microbatches} replicas. Take more replicas",
                ConsistencyMode.Federated => $"a round is of {microbatches} clients. Take more clients per round",
                _ => $"a minibatch of {plan.Minibatch} is {microbatches} microbatches of {plan.Microbatch}. Take a larger minibatch",
            }) + ", or fewer workers.";
        var alone = TimeSpan.FromTicks(workers.Sum(worker => worker.Compute.Ticks));
        // Of two times that read the same, neither is the longer one.
        if (alone < result.Statistics.Elapsed && Seconds(alone) != Seconds(result.Statistics.Elapsed))
            yield return $"{workers.Count} workers were slower than one: together they computed for {Seconds(alone)}, but the run took "
                + $"{Seconds(result.Statistics.Elapsed)}. " + (result.Start.Simulation is { } simulation && Validity.HasMore(simulation.World)
                    ? "The level's links, stragglers and faults took the rest."
                    : "Steps this small are not worth the round trip: "
                        + $"train {(result.Start.Cluster is null ? "" : "in one process ")}with one worker, or with a larger minibatch.");
    }

    private static string Seconds(TimeSpan time) => time.TotalSeconds.ToString("0.0 s", CultureInfo.InvariantCulture);
}
