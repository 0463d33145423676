namespace ActorBackprop.Learning.Training;

/// <summary>
/// Decides when a training has stopped improving: after a number of epochs without a new best result on the validation images. It
/// compares counts, not fractions, and uses no clock: with the same results every run ends at the same step.
/// </summary>
/// <param name="Patience">The number of epochs to wait for a new best result; 0 to wait forever.</param>
/// <param name="Epoch">The last epoch evaluated, from 1; 0 before the first.</param>
/// <param name="BestEpoch">The first epoch with the best result so far; 0 before the first.</param>
/// <param name="BestCorrect">The number of validation images classified correctly after that epoch.</param>
public sealed record EarlyStopping(int Patience, int Epoch = 0, int BestEpoch = 0, int BestCorrect = -1)
{
    /// <summary>Whether the training should end.</summary>
    public bool IsOver => Patience > 0 && Epoch - BestEpoch >= Patience;

    /// <summary>Returns the state after one more epoch. An equal result is not a new best.</summary>
    /// <param name="epoch">The epoch, from 1; epochs come in order.</param>
    /// <param name="correct">The number of validation images classified correctly after it.</param>
    public EarlyStopping After(int epoch, int correct)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(epoch, Epoch + 1);
        return correct > BestCorrect
            ? this with { Epoch = epoch, BestEpoch = epoch, BestCorrect = correct }
            : this with { Epoch = epoch };
    }
}
