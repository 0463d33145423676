using ActorBackprop.Learning.Numerics;

namespace ActorBackprop.Learning.Optimizers;

/// <summary>
/// How the learning rate changes in a training: a function of the samples seen, and of nothing else. So it needs no state, and
/// is the same whoever computes the steps, and after a resume. Rates are multiples of the optimizer's η.
/// </summary>
public sealed record LearningRateSchedule
{
    /// <summary>No factor is below this: a rate of 0 would be none.</summary>
    public const double Least = 1e-20;

    /// <summary>η in every step.</summary>
    public static LearningRateSchedule Constant { get; } = new();

    /// <summary>How it goes down. Default: <see cref="ScheduleKind.Constant"/>.</summary>
    public ScheduleKind Kind { get; init; } = ScheduleKind.Constant;

    /// <summary>Samples from one drop to the next, of those of the whole training; <see cref="ScheduleKind.Step"/> only. Default: 1.</summary>
    public long DropEvery { get; init; } = 1;

    /// <summary>What a drop multiplies the rate by. Default: 0.1.</summary>
    public double DropFactor { get; init; } = 0.1;

    /// <summary>Samples of the whole training, at whose end the cosine is 0; <see cref="ScheduleKind.Cosine"/> only. Default: 1.</summary>
    public long Samples { get; init; } = 1;

    /// <summary>Samples of the warm-up, in which the rate rises linearly from <see cref="From"/> to <see cref="Scale"/>. Default: 0.</summary>
    public long WarmUp { get; init; }

    /// <summary>Where the warm-up begins, above 0. Default: 1.</summary>
    public double From { get; init; } = 1;

    /// <summary>
    /// What the rate is multiplied by throughout, above 0: with linear scaling (Goyal et al. 2017), how many times the minibatch
    /// is as large as the one that η is for. Default: 1.
    /// </summary>
    public double Scale { get; init; } = 1;

    /// <summary>What η is multiplied by in the step that is taken after so many samples.</summary>
    /// <param name="seen">Samples of all steps before it.</param>
    public double Factor(long seen)
    {
        var height = seen < WarmUp ? From + (Scale - From) * ((double)seen / WarmUp) : Scale;
        return Math.Max(Least, height * Kind switch
        {
            ScheduleKind.Constant => 1,
            ScheduleKind.Step => Scalar.Power(DropFactor, seen / DropEvery),
            ScheduleKind.Cosine => (1 + Scalar.CosPi(Math.Clamp((double)(seen - WarmUp) / Math.Max(1, Samples - WarmUp), 0, 1))) / 2,
            _ => throw new InvalidOperationException($"unknown schedule {Kind}"),
        });
    }
}

/// <summary>How a learning rate goes down in a training.</summary>
public enum ScheduleKind
{
    /// <summary>Not at all.</summary>
    Constant,

    /// <summary>By a factor, each time that so many samples have been seen.</summary>
    Step,

    /// <summary>Along half a cosine, to 0 at the end (Loshchilov and Hutter 2017, without restarts), once it is warmed up.</summary>
    Cosine,
}
