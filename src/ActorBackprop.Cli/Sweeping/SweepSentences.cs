using ActorBackprop.Cli.Displays;
using ActorBackprop.Lab.Collecting;
using ActorBackprop.Lab.Sweeping;

namespace ActorBackprop.Cli.Sweeping;

/// <summary>The sentences about a sweep, on a terminal or in a pipe.</summary>
internal static class SweepSentences
{
    /// <summary>Returns the first line.</summary>
    public static string Of(SweepStart start) =>
        $"{(start.Experiment.Title.Length > 0 ? start.Experiment.Title : start.Experiment.Name)}: {Runs(start.Points.Count)} into {start.Directory}";

    /// <summary>Returns the line about a run that has ended.</summary>
    public static string Of(SweptRun run, SweepStart start)
    {
        var of = $"{start.Points.Count}";
        var width = start.Points.Max(point => point.Name.Length);
        return $"{$"{run.Number}".PadLeft(of.Length)}/{of}  {run.Point.Name.PadRight(width)}  {What(run)}";
    }

    /// <summary>Returns the text of the progress line.</summary>
    public static string Of(SweepProgress progress) =>
        $"{progress.Done:P0}   run {progress.Run} of {progress.Runs}   {progress.Name}   {Sentences.Left(progress.Left)}".TrimEnd();

    /// <summary>Returns the last lines.</summary>
    public static IEnumerable<string> Ending(SweepResult result)
    {
        var (ended, failed, kept) = (result.Runs.Count, result.Failed.Count(), result.Runs.Count(run => run.IsKept));
        var points = Runs(result.Start.Points.Count);
        yield return (result.StoppedWith, failed) switch
        {
            (not null, 0) => $"Stopped after {ended} of {points}. Run the same command to continue.",
            (not null, _) => $"Stopped after {ended} of {points}; {failed:N0} failed. Run the same command to continue.",
            (null, 0) => $"Done: {Runs(ended)}{(kept > 0 ? $", {kept} of them kept from before" : "")}, {Seconds()}.",
            _ => $"Done: {ended - failed:N0} of {points}; {failed:N0} failed{(kept > 0 ? $"; {kept} kept" : "")}, {Seconds()}.",
        };
        if (result.StoppedWith is null) yield return $"See: actorbackprop report {result.Start.Directory}";
        string Seconds() => $"{result.Elapsed.TotalSeconds:N1} s";
    }

    /// <summary>Returns a sentence for each failed run.</summary>
    public static IEnumerable<string> Failures(SweepResult result) =>
        result.Failed.Select(run => $"{run.Point.Name} failed (exit code {(int)run.Code}): {run.Why.TrimEnd('.')}.");

    private static string What(SweptRun run)
    {
        if (run.State == RunState.Failed) return $"failed: {run.Why.TrimEnd('.')}";
        var summary = run.Summary!;
        var accuracy = summary.Last is { } last ? $"{last.TestAccuracy,7:P2}" : "protocol alone";
        var time = summary.Seconds is { } seconds ? $"   {Sentences.Seconds(TimeSpan.FromSeconds(seconds))}" : "";
        var pace = summary.SamplesPerSecond is { } rate ? $"   {rate:N0} samples/s" : "";
        return $"{accuracy}{time}{pace}   {summary.Times.Name()}{(summary.IsResumed ? ", resumed" : "")}{(run.IsKept ? ", kept" : "")}";
    }

    private static string Runs(int count) => count == 1 ? "1 run" : $"{count:N0} runs";
}
