using ActorBackprop.Lab.Collecting;

namespace ActorBackprop.Lab.Reporting;

/// <summary>The accuracy that runs are asked about: what did it take to come so far?</summary>
/// <param name="Accuracy">A fraction of the test images.</param>
internal sealed record AccuracyTarget(double Accuracy)
{
    /// <summary>It in words.</summary>
    public string Name => $"{Numbers.Short(100 * Accuracy)} % of the test images right";

    /// <summary>The sweep's; where nobody says which, a whole percent that every run has reached.</summary>
    /// <param name="set">The runs.</param>
    /// <param name="learned">Groups that have learned something.</param>
    public static AccuracyTarget Of(RunSet set, IReadOnlyList<Group> learned) =>
        new(set.Sweep?.Target ?? Math.Floor(100 * learned.Min(group => group.Runs.Min(run => run.BestTestAccuracy ?? 1))) / 100);

    /// <summary>The first epoch of a run that is as good, from 0; −1 for none.</summary>
    public int ReachedIn(RunSummary run)
    {
        for (var i = 0; i < run.Epochs.Count; i++)
            if (run.Epochs[i].TestAccuracy >= Accuracy) return i;
        return -1;
    }
}
