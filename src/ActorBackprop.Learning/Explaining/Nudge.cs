namespace ActorBackprop.Learning.Explaining;

/// <summary>What a small change of one parameter does to the cost, beside what its derivative foretells.</summary>
/// <param name="Parameter">The parameter before it.</param>
/// <param name="Delta">δ, what is added to it.</param>
/// <param name="Cost">C before.</param>
/// <param name="NudgedCost">C after, by another forward pass.</param>
public sealed record Nudge(Sensitivity Parameter, double Delta, double Cost, double NudgedCost)
{
    /// <summary>∂C/∂p · δ, to first order.</summary>
    public double Predicted => Parameter.Derivative * Delta;

    /// <summary>How much the cost does change.</summary>
    public double Real => NudgedCost - Cost;

    /// <summary>What the first order leaves.</summary>
    public double Remainder => Real - Predicted;

    /// <summary>The remainder by δ². It hardly changes with δ, near ½ ∂²C/∂p²: the remainder is of second order.</summary>
    public double RemainderBySquare => Remainder / (Delta * Delta);
}
