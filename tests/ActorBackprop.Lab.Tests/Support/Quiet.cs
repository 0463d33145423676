using ActorBackprop.Lab.Sweeping;

namespace ActorBackprop.Lab.Tests.Support;

/// <summary>Records what a sweep reports, and calls back on progress.</summary>
internal sealed class Quiet(Action<SweepProgress>? onProgress = null) : ISweepListener
{
    public List<SweptRun> Ended { get; } = [];

    public List<SweepProgress> Progress { get; } = [];

    public void Progressed(SweepProgress progress)
    {
        Progress.Add(progress);
        onProgress?.Invoke(progress);
    }

    public void RunEnded(SweptRun run) => Ended.Add(run);

    public List<string> Remarks { get; } = [];

    public void Remarked(string sentence) => Remarks.Add(sentence);
}
