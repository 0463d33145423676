using ActorBackprop.Runs.Output;

namespace ActorBackprop.Studio.Stages;

/// <summary>An epoch as the page has it: what metrics.jsonl says of it, and when it was.</summary>
internal static class EpochSection
{
    /// <param name="metrics">The line of metrics.jsonl.</param>
    /// <param name="world">Seconds of virtual time, or of training time.</param>
    /// <param name="wall">Seconds on the wall.</param>
    /// <param name="bytes">Bytes that had arrived by then; null where none are sent.</param>
    public static object Of(EpochMetrics metrics, double world, double wall, long? bytes = null) => new
    {
        epoch = metrics.Epoch,
        step = metrics.Step,
        world,
        wall,
        bytes,
        cost = metrics.Cost,
        trainingAccuracy = metrics.TrainingAccuracy,
        testAccuracy = metrics.TestAccuracy,
        testCorrect = metrics.TestCorrect,
        testCount = metrics.TestCount,
    };
}
