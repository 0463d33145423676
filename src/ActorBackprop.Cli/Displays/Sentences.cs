using System.Globalization;
using ActorBackprop.Actors.Messages;
using ActorBackprop.Configuration;
using ActorBackprop.Learning;
using ActorBackprop.Runs.Files;
using ActorBackprop.Runs.Training;
using ActorBackprop.Runs.Training.Processes;

namespace ActorBackprop.Cli.Displays;

/// <summary>The sentences about a run, on a terminal or in a pipe.</summary>
internal static class Sentences
{
    /// <summary>Returns the first line about a run.</summary>
    public static string Of(RunStart start)
    {
        var plan = start.Plan;
        var workers = start.Settings.Workers == 1 ? "1 worker" : $"{start.Settings.Workers} workers";
        var team = start.Sequential ? "no actors"
            : start.Cluster is not { } cluster ? workers
            : cluster.Processes == 0 ? "worker processes that join"
            : cluster.Processes == 1 ? $"1 worker process with {workers}"
            : $"{cluster.Processes} worker processes with {workers} each";
        var from = start.ResumedFromStep == 0 ? "" : $", from step {start.ResumedFromStep:N0} on";
        var where = start.Simulation is { } simulation ? $"{simulation.World.Title}, in virtual time: " : "";
        var protocol = start.LearnsNothing ? ", the protocol alone" : "";
        var round = plan.Local is null ? "" : $"{start.Settings.Minibatch} in rounds of ";
        return $"{where}{plan.Network}, {plan.Images:N0} images, minibatch {round}{plan.Minibatch}, {Epochs(plan.Epochs)}, {team}, "
            + $"seed {plan.Seed}{from}{protocol}";
    }

    /// <summary>Returns the line about a worker process: id, state, share of the samples, restarts.</summary>
    public static string Of(ProcessRow process, TrainingStatistics? statistics)
    {
        var samples = statistics?.Workers.Where(worker => process.Workers.Contains(worker.Number)).Sum(worker => worker.Samples) ?? 0;
        var share = statistics is { Samples: > 0 } ? $"{(double)samples / statistics.Samples,4:P0} of the samples" : "";
        var restarts = process.Restarts == 0 ? "" : $"{process.Restarts} {(process.Restarts == 1 ? "restart" : "restarts")}";
        return $"  process {process.Process,-7} {process.State,-9} {process.Wire,-6} {share,-20} {restarts}".TrimEnd();
    }

    /// <summary>Returns the line with the URL of the page.</summary>
    public static string OfPage(string url) => $"Open in a browser on this machine: {url}";

    /// <summary>Returns the line about an epoch: Epoch 3: 9503 / 10000 and so on.</summary>
    public static string Of(EpochMetrics epoch) =>
        $"Epoch {epoch.Epoch}: {epoch.TestCorrect} / {epoch.TestCount}"
        + (epoch.ValidationAccuracy is { } accuracy ? $"   validation {accuracy:P2}" : "")
        + $"   cost {Number(epoch.Cost)}   {epoch.SamplesPerSecond:N0} samples/s";

    private static string Epochs(int count) => count == 1 ? "1 epoch" : $"{count:N0} epochs";

    /// <summary>Returns whether a run failed; its last sentence then goes to the error stream.</summary>
    public static bool IsFailure(RunResult result) => result.End is not (TrainingEnd.Completed or TrainingEnd.Stopped);

    /// <summary>Returns the lines after <see cref="Ending"/>.</summary>
    public static IEnumerable<string> Of(RunResult result)
    {
        if (TimeSplit.Of(result.Statistics) is { } split && !result.Start.Sequential)
            yield return $"Workers' time: {split.Compute:P0} compute, {split.Wire:P0} wire, {split.Wait:P0} wait.";
        var refused = result.Statistics.Refused.Where(pair => pair.Value > 0).Select(pair => $"{pair.Value:N0} {Names.Of(pair.Key)}").ToArray();
        if (refused.Length > 0) yield return $"Gradients refused: {string.Join(", ", refused)}.";
        if (!result.Start.IsSynchronous) yield return OfConsistency(result);
        if (result.Start.Plan.Compression is not null && !result.Start.Sequential) yield return OfCompression(result);
        foreach (var remark in Remarks.OnSpeed(result)) yield return remark;
        if (result.Simulation is { } simulation)
        {
            yield return $"Simulated {Seconds(simulation.Virtual)} of virtual time in {simulation.Real.TotalSeconds:N1} s: "
                + $"{simulation.Events:N0} events, {simulation.EventsPerSecond:N0} events/s.";
            var faults = simulation.Faults.Select(pair => $"{pair.Value:N0} {pair.Key}").ToArray();
            yield return $"Faults: {(faults.Length > 0 ? string.Join(", ", faults) : "none")}.";
            yield return simulation.Validity;
            yield return $"Events {simulation.EventsSha256}";
        }
        if (result.WeightsSha256 is { } weights) yield return $"Weights {weights}";
        yield return $"Files in {result.Start.Directory}";
    }

    private static string OfCompression(RunResult result)
    {
        var (plan, workers) = (result.Start.Plan, Math.Max(1, result.Statistics.Workers.Count));
        var microbatches = plan.MicrobatchesOfMinibatch;
        var remedy = microbatches > workers && plan.Local is null && result.Start.IsSynchronous
            ? $" Each of a minibatch's {microbatches} microbatches is compressed separately: --microbatch {(plan.Minibatch + workers - 1) / workers} "
                + $"would make one per worker and send {(double)microbatches / workers:0.#} times fewer bytes."
            : "";
        var lost = result.Cluster?.ResidualsLost is > 0 and var count ? $" {count} residuals were lost with their processes." : "";
        return $"Gradients upwards: {result.Statistics.BytesUpwards / 1e6:N1} MB, "
            + $"compressed by {Compressors.NameOf(plan, result.Start.Settings)}.{remedy}{lost}";
    }

    private static string OfConsistency(RunResult result)
    {
        var (staleness, dropped) = (result.Statistics.Staleness, result.Statistics.PartsDropped);
        var mean = staleness.Select((count, steps) => (double)count * steps).Sum() / Math.Max(1, staleness.Sum());
        return $"Mode {result.Start.Settings.ModeName}: gradients {Number(mean)} steps old on average, {Math.Max(0, staleness.Count - 1)} at most; "
            + $"{dropped:N0} parts dropped.";
    }

    /// <summary>Returns the completed fraction of a run, the estimated time left, and the speed.</summary>
    /// <param name="start">The run.</param>
    /// <param name="step">Its latest step.</param>
    /// <param name="real">Real time since its start; used where the server's time is virtual.</param>
    public static (double Done, TimeSpan? Left, double SamplesPerSecond) Outlook(RunStart start, StepCompleted step, TimeSpan real)
    {
        var seconds = step.Statistics.Elapsed.TotalSeconds;
        var rate = seconds > 0 ? step.Statistics.Samples / seconds : 0;
        var samples = (double)start.Plan.Samples * start.Plan.Epochs;
        var done = EpochsBefore(start, step) * (double)start.Plan.Samples + step.Epoch.Samples;
        if (start.Simulation is null) return (done / samples, LeftOf((samples - done) / rate), rate);
        var share = Math.Max(done / samples, Math.Min(1, step.Statistics.Elapsed / (start.Simulation.Until ?? TimeSpan.MaxValue)));
        return (share, LeftOf(real.TotalSeconds * (1 / share - 1)), rate);
    }

    // No estimate beyond 27 years: a TimeSpan has no room for much longer times.
    private static TimeSpan? LeftOf(double seconds) => seconds < TimeSpan.FromDays(10_000).TotalSeconds ? TimeSpan.FromSeconds(seconds) : null;

    /// <summary>Returns the number of epochs before that of a step.</summary>
    public static long EpochsBefore(RunStart start, StepCompleted step) =>
        step.Statistics.EpochsDone ?? (step.Steps - 1) / start.Plan.StepsPerEpoch;

    /// <summary>Returns the sentence about a replay without differences.</summary>
    public static string Of(string run, ReplayResult replay)
    {
        var again = replay.Again;
        var came = again.Simulation is { } simulation
            ? $"{simulation.Events:N0} events in {Seconds(simulation.Virtual)} of virtual time, eventsSha256 {simulation.EventsSha256}"
            : $"{again.Steps:N0} steps";
        if (again.WeightsSha256 is { } weights) came += $", weightsSha256 {weights}";
        return !replay.IsCompared ? $"{run} replayed to the requested time, so nothing is compared: {came}."
            : !replay.HasEnded ? $"{run} replayed to its end; the run itself did not finish, so nothing is compared: {came}."
            : $"{run} replays to the same bits: {came}.";
    }

    /// <summary>Returns whether a compared replay matches the run, in words.</summary>
    public static string OfComparison(ReplayResult replay) =>
        replay.Differences().Any() ? OfDifferences(replay) : "replays to the same events and weights";

    /// <summary>Returns how a replay differs from the run, in words.</summary>
    public static string OfDifferences(ReplayResult replay) =>
        $"does not replay: {string.Join("; ", replay.Differences().Select(one => $"{one.Name} was {one.Was ?? "null"} and is {one.Is ?? "null"}"))}";

    /// <summary>Returns a time in seconds or milliseconds.</summary>
    public static string Seconds(TimeSpan time) => time.TotalSeconds switch
    {
        >= 0.1 => $"{time.TotalSeconds:N2} s",
        _ => $"{time.TotalMilliseconds:N2} ms",
    };

    /// <summary>Returns a number with three significant digits or four decimals.</summary>
    public static string Number(double value) => value.ToString(value is >= 100 or < 0.001 ? "G3" : "0.0000", CultureInfo.InvariantCulture);

    /// <summary>Returns the time left, as in 0:42 left or 12:03:44 left; nothing where it is unknown.</summary>
    public static string Left(TimeSpan? left) => left switch
    {
        null => "",
        { TotalHours: >= 1 } time => $"{(long)time.TotalHours}:{time:mm\\:ss} left",
        { } time => $"{time:m\\:ss} left",
    };

    /// <summary>Returns the sentence about how a run ended and, where it failed, what to do.</summary>
    public static string Ending(RunResult result)
    {
        var time = result.Simulation is null ? $"{result.Statistics.Elapsed.TotalSeconds:N1} s" : Virtual(result, result.Statistics.Elapsed);
        var statistics = $"{time}, {result.SamplesPerSecond:N0} samples/s";
        var right = result.TestAccuracy is { } accuracy
            ? $"{accuracy:P2} of {result.Start.TestImages:N0} test images right (best {result.BestTestAccuracy:P2})"
            : result.Start.LearnsNothing ? $"the protocol alone, {result.Steps:N0} steps"
            : "no epoch completed";
        return result.End switch
        {
            TrainingEnd.Completed when result is { StoppedEarly: true, BestOnValidation: { } best } =>
                $"Stopped early after epoch {result.Epochs} of {result.Start.Plan.Epochs}: no better validation result since epoch {best.Epoch} "
                + $"({best.ValidationAccuracy:P2}). The weights are those of the last step: {right}, {statistics}.",
            TrainingEnd.Completed => $"Done: {right}, {statistics}.",
            TrainingEnd.Stopped when result.Simulation is { } simulation =>
                $"Stopped at {Virtual(result, simulation.StoppedAt?.At ?? simulation.Virtual)}, after step {result.Steps:N0}: {right}. "
                + $"Replay it with: actorbackprop replay {result.Start.Directory}",
            TrainingEnd.Stopped =>
                $"Stopped after step {result.Steps:N0}: {right}. Resume it with: actorbackprop train --resume {result.Start.Directory}",
            TrainingEnd.Diverged => $"Diverged: {result.Why}. The steps are too large: use a lower --learning-rate.",
            _ => $"Ended after step {result.Steps:N0}: {result.Why.TrimEnd('.')}.",
        };
    }

    private static string Virtual(RunResult result, TimeSpan time) =>
        $"{Seconds(time)} of virtual time{(result.Simulation!.IsValidated ? "" : " (not validated)")}";
}
