using ActorBackprop.Runs.Files;

namespace ActorBackprop.Runs.Tests.Files;

internal static class SomeMetrics
{
    /// <summary>An epoch of 5,000 steps of a training as it mostly goes.</summary>
    public static EpochMetrics Of(int epoch) => new()
    {
        Epoch = epoch,
        Step = 5000 * epoch,
        Cost = 0.03 + 0.3 / epoch,
        TrainingAccuracy = 0.98 - 0.1 / epoch,
        TestCorrect = 9600 - 700 / epoch,
        TestCount = 10_000,
        SamplesPerSecond = 400_000.5,
        Seconds = 0.1 + 0.2,
        WeightsSha256 = new string('a', 64),
    };

    public static EpochMetrics[] Of(params int[] epochs) => [.. epochs.Select(Of)];
}
