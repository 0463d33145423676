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
    /// <summary>The machine: processor, cores, system.</summary>
    [Setting("The machine: processor, cores, system", maxLength: 500)]
    public required string Machine { get; init; }

    /// <summary>Cores it has.</summary>
    [Setting("Cores it has", min: 1)]
    public required int Cores { get; init; }

    /// <summary>The networks that were measured.</summary>
    [Setting("The networks that were measured", maxLength: 10_000)]
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

    /// <summary>Neurons of each layer.</summary>
    [Setting("Neurons of each layer", min: 1, minItems: 2)]
    public required IReadOnlyList<int> Layers { get; init; }

    /// <summary>The activation of each layer behind the input.</summary>
    [Setting("The activation of each layer behind the input", minItems: 1)]
    public required IReadOnlyList<Activation> Activation { get; init; }

    /// <summary>The cost.</summary>
    [Setting("The cost")]
    public required Cost Cost { get; init; }

    /// <summary>Samples of a step.</summary>
    [Setting("Samples of a step", min: 1)]
    public required int Minibatch { get; init; }

    /// <summary>Samples of a microbatch.</summary>
    [Setting("Samples of a microbatch", min: 1)]
    public required int Microbatch { get; init; }

    /// <summary>The rule that turns a gradient into a step.</summary>
    [Setting("The rule that turns a gradient into a step")]
    public required OptimizerKind Optimizer { get; init; }

    /// <summary>Its momentum.</summary>
    [Setting("Its momentum", min: 0, below: 1)]
    public required float Momentum { get; init; }

    /// <summary>Whether it looks ahead along the momentum.</summary>
    [Setting("Whether it looks ahead along the momentum")]
    public required bool Nesterov { get; init; }

    /// <summary>The decay of the weights.</summary>
    [Setting("The decay of the weights", min: 0)]
    public required float WeightDecay { get; init; }

    /// <summary>Images that were trained on.</summary>
    [Setting("Images that were trained on", min: 1)]
    public required int Images { get; init; }

    /// <summary>Images that each evaluation measured.</summary>
    [Setting("Images that each evaluation measured", min: 1)]
    public required int TestImages { get; init; }

    /// <summary>Workers that computed at the same time.</summary>
    [Setting("Workers that computed at the same time", min: 1)]
    public required int Workers { get; init; }

    /// <summary>Seconds of each sample of a part, on average.</summary>
    [Setting("Seconds of each sample of a part", min: 0, max: WorldSettings.MaxSeconds)]
    public required double SecondsPerSample { get; init; }

    /// <summary>How the times of parts vary: means of equal shares of those measured, divided by the mean of all.</summary>
    [Setting("How the times of parts vary: means of equal shares, divided by the mean of all", min: 1e-9, max: 1e9, minItems: 1)]
    public required IReadOnlyList<double> PartTimes { get; init; }

    /// <summary>Seconds of a step around its gradients: messages, checks, the average and the optimizer.</summary>
    [Setting("Seconds of a step around its gradients", min: 0, max: WorldSettings.MaxSeconds)]
    public required double SecondsPerStep { get; init; }

    /// <summary>Seconds that the evaluator takes to measure an epoch's parameters while the workers go on.</summary>
    [Setting("Seconds of measuring an epoch's parameters, while training goes on", min: 0, max: WorldSettings.MaxSeconds)]
    public required double SecondsPerEvaluation { get; init; }

    /// <summary>How many times as long parts and steps take meanwhile, since the evaluator takes a core: 1 where there is one for it.</summary>
    [Setting("How many times as long parts and steps take meanwhile", min: 1, max: 1000)]
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
