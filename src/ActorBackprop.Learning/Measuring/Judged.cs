namespace ActorBackprop.Learning.Measuring;

/// <summary>What a network made of one labelled image.</summary>
/// <param name="Index">Which of the data set, from 0.</param>
/// <param name="Truth">Its label.</param>
/// <param name="Answer">The class with the largest output; of equal ones the first.</param>
/// <param name="Activation">That output.</param>
/// <param name="TruthActivation">The output of the label's class.</param>
/// <param name="Cost">C of this image.</param>
public readonly record struct Judged(int Index, int Truth, int Answer, float Activation, float TruthActivation, double Cost)
{
    /// <summary>Whether the answer is right.</summary>
    public bool IsRight => Answer == Truth;
}
