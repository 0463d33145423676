namespace ActorBackprop.Lab.Experiments;

/// <summary>What a published figure tells of a run: all but <see cref="EpochsToTarget"/> in percent.</summary>
public enum Measure
{
    /// <summary>Test images right after the last epoch.</summary>
    TestAccuracy,

    /// <summary>Test images right after the epoch with the most.</summary>
    BestTestAccuracy,

    /// <summary>Test images wrong after the last epoch.</summary>
    TestError,

    /// <summary>Test images wrong after the epoch with the fewest.</summary>
    BestTestError,

    /// <summary>Validation images right after the last epoch; only a run that is told to measures them.</summary>
    ValidationAccuracy,

    /// <summary>Validation images right after the epoch with the most; only a run that is told to measures them.</summary>
    BestValidationAccuracy,

    /// <summary>Epochs up to the first that comes to the experiment's target; of federated averaging, rounds.</summary>
    EpochsToTarget,
}
