using ActorBackprop.Learning;
using ActorBackprop.Learning.Numerics;

namespace ActorBackprop.Simulation.Worlds;

/// <summary>How a time varies: by a factor with mean 1, so that a law leaves the mean of a time unchanged.</summary>
public enum LawKind
{
    /// <summary>Always 1.</summary>
    Constant,

    /// <summary>Exponential of mean 1.</summary>
    Exponential,

    /// <summary>A constant share and an exponential rest: <see cref="Law.Shift"/> + (1 − shift) · Exp(1).</summary>
    ShiftedExponential,

    /// <summary>Pareto with the tail P(X > x) ∝ x^−<see cref="Law.Shape"/>.</summary>
    Pareto,

    /// <summary>exp(σ N(0, 1) − σ²/2), σ = <see cref="Law.Sigma"/>.</summary>
    LogNormal,

    /// <summary>One of <see cref="Law.Values"/>, each equally likely, divided by their mean.</summary>
    Empirical,
}

/// <summary>A distribution of mean 1.</summary>
public sealed record Law
{
    /// <summary>No variation.</summary>
    public static readonly Law Constant = new();

    /// <summary>The distribution. Default: constant.</summary>
    [Setting("Distribution (mean 1) of the factor applied to the time of each part or local step")]
    public LawKind Kind { get; init; }

    /// <summary>The constant share of a shifted exponential, from 0 to 1. Default: 0.9.</summary>
    [Setting("Constant share of `shifted-exponential`", min: 0, max: 1)]
    public double Shift { get; init; } = 0.9;

    /// <summary>α of Pareto, above 1. Default: 2.5.</summary>
    [Setting("Tail index α of `pareto`; lower means a heavier tail", above: 1)]
    public double Shape { get; init; } = 2.5;

    /// <summary>σ of log-normal, 0 or more. Default: 0.3.</summary>
    [Setting("Spread σ of `log-normal`", min: 0, max: 10)]
    public double Sigma { get; init; } = 0.3;

    /// <summary>The measured values of an empirical law, in any unit. Default: none.</summary>
    [Setting("Measured times for `empirical`, in any unit", min: 1e-18, max: 1e17)]
    public IReadOnlyList<double> Values { get; init; } = [];

    /// <summary>Says why it is invalid; null if it is valid.</summary>
    public string? Fault => Kind switch
    {
        LawKind.ShiftedExponential when Shift is not (>= 0 and <= 1) => $"shift: expected a number from 0 to 1, found {Shift}",
        LawKind.Pareto when !(Shape > 1) || !double.IsFinite(Shape) => $"shape: expected a number above 1, or the mean is infinite, found {Shape}",
        LawKind.LogNormal when Sigma is not (>= 0 and <= 10) => $"sigma: expected a number from 0 to 10, found {Sigma}",
        LawKind.Empirical when Values.Count == 0 => "values: expected one or more numbers, found none",
        LawKind.Empirical when Values.Any(value => value is not (> 0 and < 1e18)) => "values: expected positive numbers",
        _ => null,
    };

    /// <summary>Returns a draw.</summary>
    public double Draw(RandomSource random) => Kind switch
    {
        LawKind.Exponential => Exponential(random),
        LawKind.ShiftedExponential => Shift + (1 - Shift) * Exponential(random),
        LawKind.Pareto => (Shape - 1) / Shape * Scalar.Exp(Exponential(random) / Shape),
        LawKind.LogNormal => Scalar.Exp(Sigma * random.NextNormal() - Sigma * Sigma / 2),
        LawKind.Empirical => Values[random.NextBelow(Values.Count)] / Values.Average(),
        _ => 1,
    };

    /// <summary>Returns a draw of the exponential distribution of mean 1.</summary>
    internal static double Exponential(RandomSource random) => -Scalar.Log(1 - random.NextUnit());
}
