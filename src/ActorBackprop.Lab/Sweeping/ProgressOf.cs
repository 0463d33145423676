using ActorBackprop.Actors.Messages;
using ActorBackprop.Runs.Output;
using ActorBackprop.Runs.Training;

namespace ActorBackprop.Lab.Sweeping;

/// <summary>Tells a sweep's listener how far one of its runs is.</summary>
/// <param name="listener">Who is told.</param>
/// <param name="run">The run's name.</param>
/// <param name="progress">What the share of the run that is done comes to for the sweep.</param>
internal sealed class ProgressOf(ISweepListener listener, string run, Func<double, SweepProgress> progress) : IRunListener
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
