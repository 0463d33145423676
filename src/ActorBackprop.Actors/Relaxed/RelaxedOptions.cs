namespace ActorBackprop.Actors.Relaxed;

/// <summary>How a parameter server trains that does not wait for all workers in each step.</summary>
/// <param name="Mode">Decides who may compute what, and when the server steps.</param>
public sealed record RelaxedOptions(IConsistencyMode Mode)
{
    /// <summary>Whether workers are told to leave parts that are not wanted any more. Default: yes.</summary>
    public bool CancelsParts { get; init; } = true;

    /// <summary>Whether a part whose gradient was dropped is dealt again, so that no sample is left out. Default: no.</summary>
    public bool DealsDroppedAgain { get; init; }

    /// <summary>
    /// Whether a gradient that is τ steps old counts 1 / τ where τ is more than 1 (Zhang et al. 2016), as if the learning rate
    /// was smaller for it. Default: no.
    /// </summary>
    public bool IsStalenessAware { get; init; }
}
