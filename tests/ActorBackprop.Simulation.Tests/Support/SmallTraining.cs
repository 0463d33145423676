using ActorBackprop.Learning.Data;
using ActorBackprop.Learning.Networks;
using ActorBackprop.Learning.Optimizers;
using ActorBackprop.Learning.Training;
using ActorBackprop.Testing;

namespace ActorBackprop.Simulation.Tests.Support;

/// <summary>A training of some milliseconds on 300 small images, and what the trainer without actors makes of it.</summary>
public static class SmallTraining
{
    private static readonly Lazy<Dataset> Images = new(() =>
    {
        using var digits = new SmallDigits();
        return IdxDirectory.Load(digits.Data, 10).Training.Slice(0, SmallDigits.TrainedOn);
    });

    public static Dataset Data => Images.Value;

    public static TrainingPlan Plan(ulong seed = 1, int minibatch = 40, int microbatch = 2, int epochs = 2) => new()
    {
        Network = new Network([64, 12, 10], [Activation.Sigmoid, Activation.Sigmoid], Cost.Quadratic),
        Samples = SmallDigits.TrainedOn,
        Minibatch = minibatch,
        Microbatch = microbatch,
        Epochs = epochs,
        Seed = seed,
        Initializer = Initializer.InverseSqrt,
        Optimizer = new OptimizerOptions { Momentum = 0.5f },
        Schedule = new LearningRateSchedule { Kind = ScheduleKind.Step, DropEvery = 200, DropFactor = 0.8, WarmUp = 120, From = 0.3 },
    };

    /// <summary>The fingerprint of the weights that the sequential trainer arrives at.</summary>
    public static string Sequential(TrainingPlan plan)
    {
        var trainer = new SequentialTrainer(plan, Data);
        while (!trainer.State.IsCompleted) Assert.True(trainer.TryStep());
        return Fingerprint(plan, trainer.State.Parameters.ToArray());
    }

    public static string Fingerprint(TrainingPlan plan, float[] parameters) => WeightsHash.Compute(plan.Network, parameters);
}
