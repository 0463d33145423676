using System.Globalization;
using ActorBackprop.Configuration;
using ActorBackprop.Learning.Data;

namespace ActorBackprop.Runs.Training;

/// <summary>Sentences for the user: about the data before a training, and about its speed afterwards.</summary>
public static class Remarks
{
    private const int MaxNamed = 10;

    /// <summary>
    /// Returns a sentence about inputs that are too large, one about classes that only validation or test images have, and one about
    /// unused outputs; usually none.
    /// </summary>
    internal static IEnumerable<string> OnData(DataSets data)
    {
        if (Advice.OfInputs(data.Training.Range) is { } inputs) yield return $"{char.ToUpperInvariant(inputs[0])}{inputs[1..]}.";
        var (trained, judged) = (data.Training.CountLabels(), data.Test.CountLabels());
        if (data.Validation is { } validation)
            foreach (var (label, count) in validation.CountLabels().Index()) judged[label] += count;
        var absent = Enumerable.Range(0, trained.Length).Where(label => trained[label] == 0).ToList();
        var missed = absent.Where(label => judged[label] > 0).ToList();
        if (missed.Count > 0)
            yield return $"No training image has the {Named("label", missed)}, but {missed.Sum(label => judged[label]):N0} of the images to judge by "
                + "have: the network cannot learn what it is not shown.";
        var unused = absent.Except(missed).ToList();
        if (unused.Count == 0) yield break;
        yield return $"No image has the {Named("label", unused)}: the network has {trained.Length} outputs, and the labels use "
            + $"{trained.Length - unused.Count} of them{Cure(trained.Length, unused)}.";
    }

    /// <summary>Returns a sentence for each thing that made a run slow, with its remedy; usually none.</summary>
    public static IEnumerable<string> OnSpeed(RunResult result)
    {
        var (plan, workers) = (result.Start.Plan, result.Statistics.Workers);
        if (result.Start.Sequential || workers.Count < 2 || result.Statistics.Elapsed <= TimeSpan.Zero) yield break;
        var (microbatches, mode) = (plan.MicrobatchesOfMinibatch, result.Start.Settings.ModeKind);
        if (workers.Count > microbatches)
            yield return $"{workers.Count - microbatches} of {workers.Count} workers had nothing to do: " + (mode switch
            {
                // A larger minibatch would give each replica or client more samples, and the idle workers none.
                ConsistencyMode.Local => $"there are {microbatches} replicas. Use more replicas",
                ConsistencyMode.Federated => $"a round is of {microbatches} clients. Use more clients per round",
                _ => $"a minibatch of {plan.Minibatch} is {microbatches} microbatches of {plan.Microbatch}. Use a larger minibatch",
            }) + ", or fewer workers.";
        var alone = TimeSpan.FromTicks(workers.Sum(worker => worker.Compute.Ticks));
        // Two times that print the same must not be called different.
        if (alone < result.Statistics.Elapsed && Seconds(alone) != Seconds(result.Statistics.Elapsed))
            yield return $"{workers.Count} workers were slower than one: together they computed for {Seconds(alone)}, but the run took "
                + $"{Seconds(result.Statistics.Elapsed)}. " + (result.Start.Simulation is { } simulation && Validity.HasMore(simulation.World)
                    ? "The level's links, stragglers and faults took the rest."
                    : "Steps this small are not worth the round trip: "
                        + $"train {(result.Start.Cluster is null ? "" : "in one process ")}with one worker, or with a larger minibatch.");
    }

    /// <summary>Returns what to do about unused outputs; empty if each is between labels that images have.</summary>
    private static string Cure(int outputs, List<int> unused)
    {
        var highest = Enumerable.Range(0, outputs).Except(unused).Max();
        var isOnlyZeroBelow = unused.Count(label => label < highest) == 1 && unused[0] == 0;
        return (highest + 1 < outputs, isOnlyZeroBelow) switch
        {
            (true, true) => $"; end layers with {highest + 1}, the highest label + 1, or subtract 1 from each label and end with {highest}",
            (true, false) => $"; end layers with {highest + 1}, the highest label + 1",
            (false, true) => $"; where labels begin at 1, subtract 1 from each label and end layers with {highest}",
            (false, false) => "",
        };
    }

    private static string Named(string noun, List<int> labels) => labels.Count == 1
        ? $"{noun} {labels[0]}"
        : $"{noun}s {string.Join(", ", labels.Take(MaxNamed))}{(labels.Count > MaxNamed ? $" and {labels.Count - MaxNamed} more" : "")}";

    private static string Seconds(TimeSpan time) => time.TotalSeconds.ToString("0.0 s", CultureInfo.InvariantCulture);
}
