using ActorBackprop.Learning.Numerics;

namespace ActorBackprop.Learning.Optimizers;

/// <summary>
/// The learning rate in the course of a training, as a function of the samples seen alone. So it needs no state, and is the same for any
/// number of workers and after a resume. Rates are multiples of the optimizer's η.
/// </summary>
public sealed record LearningRateSchedule
{
    /// <summary>The smallest factor: a rate of 0 would not train.</summary>
    public const double MinFactor = 1e-20;

    /// <summary>The schedule with η in every step.</summary>
    public static LearningRateSchedule Constant { get; } = new();

    /// <summary>The way in which the rate falls. Default: <see cref="ScheduleKind.Constant"/>.</summary>
    public ScheduleKind Kind { get; init; } = ScheduleKind.Constant;

    /// <summary>The samples from one drop to the next, over the whole training; <see cref="ScheduleKind.Step"/> only. Default: 1.</summary>
    public long DropEvery { get; init; } = 1;

    /// <summary>The factor of the rate at each drop. Default: 0.1.</summary>
    public double DropFactor { get; init; } = 0.1;

    /// <summary>The samples of the whole training, at whose end the cosine is 0; <see cref="ScheduleKind.Cosine"/> only. Default: 1.</summary>
    public long Samples { get; init; } = 1;

    /// <summary>The samples of the warm-up, over which the rate rises linearly from <see cref="From"/> to <see cref="Scale"/>. Default: 0.</summary>
    public long WarmUp { get; init; }

    /// <summary>The factor at which the warm-up begins, above 0. Default: 1.</summary>
    public double From { get; init; } = 1;

    /// <summary>
    /// The factor of the rate throughout, above 0: with linear scaling (Goyal et al. 2017) the minibatch divided by the one that η is
    /// meant for. Default: 1.
    /// </summary>
    public double Scale { get; init; } = 1;

    /// <summary>Returns the factor of η in the step that is taken after so many samples.</summary>
    /// <param name="seen">The samples of all steps before it.</param>
    public double Factor(long seen)
    {
        var height = seen < WarmUp ? From + (Scale - From) * ((double)seen / WarmUp) : Scale;
        return Math.Max(MinFactor, height * Kind switch
        {
            ScheduleKind.Constant => 1,
            ScheduleKind.Step => Scalar.Power(DropFactor, seen / DropEvery),
            ScheduleKind.Cosine => (1 + Scalar.CosPi(Math.Clamp((double)(seen - WarmUp) / Math.Max(1, Samples - WarmUp), 0, 1))) / 2,
            _ => throw new InvalidOperationException($"unknown schedule {Kind}"),
        });
    }
}

/// <summary>The way in which a learning rate falls during a training.</summary>
public enum ScheduleKind
{
    /// <summary>It does not fall.</summary>
    Constant,

    /// <summary>By a factor, each time so many samples have been seen.</summary>
    Step,

    /// <summary>Along half a cosine, to 0 at the end (Loshchilov and Hutter 2017, without restarts), once it is warmed up.</summary>
    Cosine,
}
