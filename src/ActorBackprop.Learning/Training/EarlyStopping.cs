namespace ActorBackprop.Learning.Training;

/// <summary>
/// Decides when a training no longer gets better: after so many epochs without a new best on the validation images. It
/// compares counts, not fractions, and knows no clock: with the same results it ends every run at the same step.
/// </summary>
/// <param name="Patience">Epochs to wait for a new best; 0 waits for ever.</param>
/// <param name="Epoch">The last epoch measured, from 1; 0 before the first.</param>
/// <param name="BestEpoch">The first epoch with the best result so far; 0 before the first.</param>
/// <param name="BestCorrect">Validation images classified right after that epoch.</param>
public sealed record EarlyStopping(int Patience, int Epoch = 0, int BestEpoch = 0, int BestCorrect = -1)
{
    /// <summary>Whether its patience is at an end.</summary>
    public bool IsOver => Patience > 0 && Epoch - BestEpoch >= Patience;

    /// <summary>The same after one more epoch. An equal result is no new best.</summary>
    /// <param name="epoch">The epoch, from 1; they come in their order.</param>
    /// <param name="correct">Validation images classified right after it.</param>
    public EarlyStopping After(int epoch, int correct)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(epoch, Epoch + 1);
        return correct > BestCorrect
            ? this with { Epoch = epoch, BestEpoch = epoch, BestCorrect = correct }
            : this with { Epoch = epoch };
    }
}
