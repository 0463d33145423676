using ActorBackprop.Lab.Collecting;
using ActorBackprop.Lab.Experiments;
using ActorBackprop.Runs;

namespace ActorBackprop.Lab.Sweeping;

/// <summary>Receives the progress of a sweep. Called by one thread at a time, not always the same. By default its methods do nothing.</summary>
public interface ISweepListener
{
    /// <summary>Called when the sweep starts.</summary>
    void Started(SweepStart start)
    {
    }

    /// <summary>Called on progress, as often as a run reports it.</summary>
    void Progressed(SweepProgress progress)
    {
    }

    /// <summary>Called when a run has ended, or was kept from before.</summary>
    void RunEnded(SweptRun run)
    {
    }

    /// <summary>Called with a sentence for the user; the sweep continues.</summary>
    void Remarked(string sentence)
    {
    }
}

/// <summary>A sweep before its first run.</summary>
/// <param name="Experiment">The experiment.</param>
/// <param name="Points">Its runs.</param>
/// <param name="Directory">The directory of its files.</param>
public sealed record SweepStart(Experiment Experiment, IReadOnlyList<Point> Points, string Directory);

/// <summary>The progress of a sweep.</summary>
/// <param name="Run">The current run, from 1.</param>
/// <param name="Runs">All runs.</param>
/// <param name="Name">The name of the run.</param>
/// <param name="Done">The completed share of the work.</param>
/// <param name="DoneNow">The share of the work completed since the latest start of the sweep.</param>
/// <param name="Elapsed">Real time since that start.</param>
public sealed record SweepProgress(int Run, int Runs, string Name, double Done, double DoneNow, TimeSpan Elapsed)
{
    /// <summary>The estimated time for the rest; null where there is no estimate.</summary>
    public TimeSpan? Left => DoneNow > 0 && Elapsed / DoneNow is var whole && whole < TimeSpan.FromDays(10_000) ? whole * (1 - Done) : null;
}

/// <summary>The result of a run of a sweep.</summary>
/// <param name="Number">Its number, from 1.</param>
/// <param name="Point">The run.</param>
/// <param name="State">Its state.</param>
/// <param name="Code">Its exit code.</param>
/// <param name="Why">The reason of a failure; otherwise nothing.</param>
/// <param name="IsKept">Whether it was kept from before.</param>
/// <param name="Summary">Its summary; null where it wrote no files.</param>
public sealed record SweptRun(int Number, Point Point, RunState State, ExitCode Code, string Why, bool IsKept, RunSummary? Summary);
