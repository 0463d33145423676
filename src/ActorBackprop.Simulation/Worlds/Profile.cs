using ActorBackprop.Learning;
using ActorBackprop.Learning.Gradients;
using ActorBackprop.Learning.Networks;
using ActorBackprop.Learning.Optimizers;
using ActorBackprop.Learning.Sampling;
using ActorBackprop.Learning.Training;

namespace ActorBackprop.Simulation.Worlds;

/// <summary>What was measured on a machine, for simulations of it.</summary>
public sealed record Profile
{
    /// <summary>Description of the machine: processor, cores, operating system.</summary>
    [Setting("Description of the machine: processor, cores, operating system", maxLength: 500)]
    public required string Machine { get; init; }

    /// <summary>Number of cores.</summary>
    [Setting("Number of cores", min: 1)]
    public required int Cores { get; init; }

    /// <summary>Networks that were measured.</summary>
    [Setting("Networks that were measured", maxLength: 10_000)]
    public required IReadOnlyList<ProfileEntry> Networks { get; init; }

    /// <summary>Returns the measurements of a training; null if it was not measured. Everything counts that its times depend on.</summary>
    public ProfileEntry? For(TrainingPlan plan, int workers) =>
        plan is { Local: null, Network.CustomCost: null } ? Networks.FirstOrDefault(entry => entry.IsOf(plan, workers)) : null;
}

/// <summary>One training by a number of workers, and what was measured of it.</summary>
public sealed record ProfileEntry
{
    /// <summary>Whether it is of a training of a plan: of the same arithmetic, in parts of the same size.</summary>
    public bool IsOf(TrainingPlan plan, int workers) => HasSameTraining(this with
    {
        Layers = plan.Network.Widths,
        Activation = [.. plan.Network.Layers.Select(layer => layer.Activation)],
        Cost = plan.Network.Cost,
        Minibatch = plan.Minibatch,
        Microbatch = plan.Microbatch,
        Optimizer = plan.Optimizer.Kind,
        Momentum = plan.Optimizer.Momentum,
        Nesterov = plan.Optimizer.Nesterov,
        WeightDecay = plan.Optimizer.WeightDecay,
        Images = plan.Images,
        Workers = workers,
    });

    /// <summary>Whether another entry is of the same training.</summary>
    public bool HasSameTraining(ProfileEntry other) => Layers.SequenceEqual(other.Layers) && Activation.SequenceEqual(other.Activation)
        && (Cost, Minibatch, Microbatch, Images, TestImages, Workers)
            == (other.Cost, other.Minibatch, other.Microbatch, other.Images, other.TestImages, other.Workers)
        && (Optimizer, Momentum, Nesterov, WeightDecay) == (other.Optimizer, other.Momentum, other.Nesterov, other.WeightDecay);

    /// <summary>Neurons in each layer.</summary>
    [Setting("Neurons in each layer", min: 1, minItems: 2)]
    public required IReadOnlyList<int> Layers { get; init; }

    /// <summary>Activation of each layer after the input.</summary>
    [Setting("Activation of each layer after the input", minItems: 1)]
    public required IReadOnlyList<Activation> Activation { get; init; }

    /// <summary>Cost function.</summary>
    [Setting("Cost function")]
    public required Cost Cost { get; init; }

    /// <summary>Samples per step.</summary>
    [Setting("Samples per step", min: 1)]
    public required int Minibatch { get; init; }

    /// <summary>Samples per microbatch.</summary>
    [Setting("Samples per microbatch", min: 1)]
    public required int Microbatch { get; init; }

    /// <summary>Optimizer.</summary>
    [Setting("Optimizer")]
    public required OptimizerKind Optimizer { get; init; }

    /// <summary>Momentum.</summary>
    [Setting("Momentum", min: 0, below: 1)]
    public required float Momentum { get; init; }

    /// <summary>Whether the momentum is Nesterov's.</summary>
    [Setting("Whether the momentum is Nesterov's")]
    public required bool Nesterov { get; init; }

    /// <summary>Weight decay.</summary>
    [Setting("Weight decay", min: 0)]
    public required float WeightDecay { get; init; }

    /// <summary>Number of training images.</summary>
    [Setting("Number of training images", min: 1)]
    public required int Images { get; init; }

    /// <summary>Number of images per evaluation.</summary>
    [Setting("Number of images per evaluation", min: 1)]
    public required int TestImages { get; init; }

    /// <summary>Number of workers computing at the same time.</summary>
    [Setting("Number of workers computing at the same time", min: 1)]
    public required int Workers { get; init; }

    /// <summary>Seconds per sample of a part, on average.</summary>
    [Setting("Seconds per sample of a part", min: 0, max: WorldSettings.MaxSeconds)]
    public required double SecondsPerSample { get; init; }

    /// <summary>How the times of parts vary: means of equal shares of those measured, divided by the mean of all.</summary>
    [Setting("Distribution of part times: means of equal shares, divided by the overall mean", min: 1e-9, max: 1e9, minItems: 1)]
    public required IReadOnlyList<double> PartTimes { get; init; }

    /// <summary>Seconds per step besides computing the gradients: messages, checks, the average and the optimizer.</summary>
    [Setting("Seconds per step besides computing the gradients", min: 0, max: WorldSettings.MaxSeconds)]
    public required double SecondsPerStep { get; init; }

    /// <summary>Seconds that the evaluator takes to measure an epoch's parameters while the workers go on.</summary>
    [Setting("Seconds to evaluate an epoch's parameters while training continues", min: 0, max: WorldSettings.MaxSeconds)]
    public required double SecondsPerEvaluation { get; init; }

    /// <summary>Slow-down of parts and steps during an evaluation, since the evaluator takes a core: 1 where there is one for it.</summary>
    [Setting("Slow-down of parts and steps during an evaluation", min: 1, max: 1000)]
    public required double EvaluationFactor { get; init; }

    /// <summary>
    /// Samples a second that follow, between two evaluations: a step lasts as long as its slowest part, and what is around it. The parts' times are
    /// independent draws from these times; the mean of the largest is Σ v (P(all ≤ v) − P(all &lt; v)) over all values v.
    /// </summary>
    public double SamplesPerSecond
    {
        get
        {
            var minibatch = new Minibatch(0, 0, 0, Minibatch, Microbatch);
            var parts = Part.Cut(minibatch.Microbatches, Workers).Select(part => minibatch.SamplesOf(part.From, part.To)).ToArray();
            var (slowest, before) = (0.0, 0.0);
            foreach (var time in parts.SelectMany(samples => PartTimes.Select(one => samples * one)).Distinct().Order())
            {
                var all = parts.Aggregate(1.0, (p, samples) => p * PartTimes.Count(one => samples * one <= time) / PartTimes.Count);
                slowest += time * (all - before);
                before = all;
            }
            return Minibatch / (SecondsPerSample * slowest + SecondsPerStep);
        }
    }
}
