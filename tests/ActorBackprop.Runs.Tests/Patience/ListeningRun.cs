using ActorBackprop.Actors.Messages;
using ActorBackprop.Configuration;
using ActorBackprop.Runs.Files;
using ActorBackprop.Runs.Training;

namespace ActorBackprop.Runs.Tests.Patience;

/// <summary>A whole run, and what it told; it can be asked to stop after an epoch.</summary>
internal sealed class ListeningRun : IRunListener
{
    private readonly Action<EpochMetrics> _afterEpoch;

    private ListeningRun(Action<EpochMetrics> afterEpoch) => _afterEpoch = afterEpoch;

    public List<EpochMetrics> Epochs { get; } = [];

    public List<string> Remarks { get; } = [];

    public RunResult Result { get; private set; } = null!;

    /// <summary>Runs it to its end.</summary>
    /// <param name="sets">As behind --set.</param>
    /// <param name="out">Its directory; with <paramref name="resume"/> the directory to go on in.</param>
    /// <param name="sequential">Without actors.</param>
    /// <param name="resume">Whether to go on.</param>
    /// <param name="stopAfter">The epoch after which it is asked to stop; 0 for none.</param>
    public static ListeningRun Of(string[] sets, string @out, bool sequential = false, bool resume = false, int stopAfter = 0)
    {
        using var stop = new CancellationTokenSource();
        var run = new ListeningRun(metrics =>
        {
            if (metrics.Epoch == stopAfter) stop.Cancel();
        });
        var request = new RunRequest
        {
            Configuration = ResolvedConfiguration.Resolve(null, new Dictionary<string, string>(), sets.Select(Assignment.Parse)),
            Arguments = [],
            Out = resume ? null : @out,
            Resume = resume ? @out : null,
            Sequential = sequential,
        };
        run.Result = TrainingRun.Execute(request, run, TimeProvider.System, stop.Token);
        return run;
    }

    public void Started(RunStart start)
    {
    }

    public void Progressed(StepCompleted progress)
    {
    }

    public void EpochCompleted(EpochMetrics metrics)
    {
        Epochs.Add(metrics);
        _afterEpoch(metrics);
    }

    public void Remarked(string sentence) => Remarks.Add(sentence);
}
