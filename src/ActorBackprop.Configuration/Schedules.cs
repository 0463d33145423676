using ActorBackprop.Learning.Optimizers;

namespace ActorBackprop.Configuration;

/// <summary>What the settings make of the learning rate in a training.</summary>
internal static class Schedules
{
    private const int EpochsToDrop = 10; // where nobody says otherwise

    /// <summary>
    /// Of settings. With linear scaling the warm-up begins with the rate of the settings (Goyal et al. 2017); without it, with the
    /// share of it that a minibatch is of the warm-up.
    /// </summary>
    /// <param name="settings">Without a contradiction.</param>
    /// <param name="rounds">What they make of the samples.</param>
    public static LearningRateSchedule Of(TrainingSettings settings, Rounds rounds)
    {
        var scale = settings.BaseMinibatch is { } minibatch ? (double)settings.Minibatch / minibatch : 1;
        return new LearningRateSchedule
        {
            Kind = settings.Schedule,
            DropEvery = settings.DropEverySamples ?? (long)EpochsToDrop * rounds.Samples,
            DropFactor = settings.DropFactor,
            Samples = (long)settings.Epochs * rounds.Samples,
            WarmUp = settings.WarmUpSamples,
            From = scale > 1 ? 1 : scale * Math.Min(1, (double)rounds.Minibatch / Math.Max(1, settings.WarmUpSamples)),
            Scale = scale,
        };
    }
}
