namespace ActorBackprop.Learning.Explaining;

/// <summary>How the cost feels one parameter.</summary>
/// <param name="Name">The parameter.</param>
/// <param name="Value">What it is.</param>
/// <param name="Derivative">∂C/∂p.</param>
public sealed record Sensitivity(ParameterName Name, double Value, double Derivative);
