using ActorBackprop.Actors.Messages;
using ActorBackprop.Configuration;
using ActorBackprop.Configuration.Levels;
using ActorBackprop.Lab.Collecting;
using ActorBackprop.Lab.Experiments;
using ActorBackprop.Lab.Reporting.Pages;
using ActorBackprop.Runs;
using ActorBackprop.Runs.Checkpoints;
using ActorBackprop.Runs.Files;
using ActorBackprop.Runs.Storage;
using ActorBackprop.Runs.Training;

namespace ActorBackprop.Lab.Sweeping;

/// <summary>Executes one run of a sweep: starts it, resumes it, or keeps it.</summary>
/// <param name="request">The sweep.</param>
/// <param name="point">The run.</param>
internal sealed class PointRun(SweepRequest request, Point point)
{
    private readonly string _path = Path.Combine(request.Directory, point.Name);

    /// <summary>Returns the summary of this run from an earlier start of the sweep; null where it has not ended.</summary>
    /// <exception cref="RunException">The directory contains another run.</exception>
    public RunSummary? Kept()
    {
        RunSummary summary;
        try
        {
            if (!TryOpen(out summary)) return null;
        }
        catch (RunIoException)
        {
            return null; // the run fails with that sentence at its turn, and the others continue
        }
        if (!IsThisRun(summary))
            throw new RunException(ExitCode.Usage, $"{_path} contains a run with other settings, which belongs to another sweep.",
                RunFault.OtherSweep);
        return summary.Record.ExitCode is (int)ExitCode.Ok or (int)ExitCode.Diverged ? summary : null;
    }

    /// <summary>Executes the run, from its last checkpoint where possible.</summary>
    /// <exception cref="RunDirectoryException">The directory contains files that the sweep may not delete.</exception>
    public RunResult Execute(IRunListener listener, TimeProvider clock, CancellationToken stop)
    {
        var isReadable = TryOpen(out _);
        if (isReadable && point.Host != SweepHost.Simulate) // checkpoints do not contain a simulated world
            try
            {
                return TrainingRun.Execute(Request() with { Resume = _path }, listener, clock, stop);
            }
            catch (CheckpointException) when (!point.Configuration.Settings.IsSynchronous || !RunDirectory.Open(_path).Checkpoints.Any)
            {
                // It was killed before its first checkpoint, or by a version that resumed only synchronous modes.
            }
        if (Directory.Exists(_path)) RunDirectory.DeleteUnfinished(_path, isReadable, ReportFiles.IsReport);
        return TrainingRun.Execute(Request() with { Out = _path }, listener, clock, stop);
    }

    private RunRequest Request() => new()
    {
        Configuration = point.Configuration,
        Arguments = request.Arguments,
        Sequential = point.Host == SweepHost.Sequential,
        Simulation = point.Level is { } level ? new SimulationRequest { World = level.World, NoGradient = point.NoGradient } : null,
        WhenStopped = request.WhenStopped,
    };

    private bool TryOpen(out RunSummary summary)
    {
        try
        {
            summary = RunSummary.Open(_path, point.Name);
            return true;
        }
        catch (RunDirectoryException)
        {
            // Absent, or killed before all of its files were there.
            summary = null!;
            return false;
        }
    }

    private bool IsThisRun(RunSummary summary)
    {
        var world = Path.Combine(_path, "world.json");
        return summary.Settings.Equals(point.Configuration.Settings)
            && summary.Host == point.Host
            && (summary.Record.NoGradient ?? false) == point.NoGradient
            && (point.Level is null || RunIo.Do("read", world, () => BoundedFile.ReadAllText(world)) == Level.ToJson(point.Level.World));
    }
}

/// <summary>Reports the progress of a run to the listener of its sweep.</summary>
/// <param name="listener">The listener.</param>
/// <param name="run">The name of the run.</param>
/// <param name="progress">Converts the completed share of the run into the progress of the sweep.</param>
internal sealed class ProgressReporter(ISweepListener listener, string run, Func<double, SweepProgress> progress) : IRunListener
{
    private long _steps, _done;

    public void Started(RunStart start)
    {
        _steps = start.Plan.Steps;
        Tell(start.ResumedFromStep);
    }

    public void Progressed(StepCompleted step) => Tell(step.Steps);

    // The training may be some epochs ahead of its measurements.
    public void EpochCompleted(EpochMetrics metrics) => Tell(metrics.Step);

    public void Remarked(string sentence) => listener.Remarked($"{run}: {sentence}");

    private void Tell(long steps)
    {
        _done = Math.Max(_done, steps);
        listener.Progressed(progress((double)_done / _steps));
    }
}
