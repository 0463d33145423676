using ActorBackprop.Learning.Training;

namespace ActorBackprop.Simulation.Worlds;

/// <summary>What was measured on a machine, for simulations of it.</summary>
public sealed record Profile
{
    /// <summary>The machine: processor, cores, system.</summary>
    public required string Machine { get; init; }

    /// <summary>Cores it has.</summary>
    public required int Cores { get; init; }

    /// <summary>The networks that were measured.</summary>
    public required IReadOnlyList<ProfileEntry> Networks { get; init; }

    /// <summary>The measurements of a training; null if it was not measured.</summary>
    public ProfileEntry? For(TrainingPlan plan, int workers) => Networks.FirstOrDefault(entry =>
        entry.Workers == workers && entry.Minibatch == plan.Minibatch && entry.Microbatch == plan.Microbatch
        && entry.Layers.SequenceEqual(plan.Network.Widths));
}

/// <summary>One network, trained with one minibatch and microbatch by a number of workers.</summary>
public sealed record ProfileEntry
{
    /// <summary>Neurons of each layer.</summary>
    public required IReadOnlyList<int> Layers { get; init; }

    /// <summary>Samples of a step.</summary>
    public required int Minibatch { get; init; }

    /// <summary>Samples of a microbatch.</summary>
    public required int Microbatch { get; init; }

    /// <summary>Workers that computed at the same time.</summary>
    public required int Workers { get; init; }

    /// <summary>Seconds of each sample of a part, on average.</summary>
    public required double SecondsPerSample { get; init; }

    /// <summary>How the times of parts vary: quantiles of those measured, divided by their mean.</summary>
    public required IReadOnlyList<double> PartTimes { get; init; }

    /// <summary>Seconds of a step around its gradients: messages, checks, the average and the optimizer.</summary>
    public required double SecondsPerStep { get; init; }

    /// <summary>
    /// Samples a second that follow: a step lasts as long as its slowest part, and what is around it. The mean of the
    /// largest of n draws from sorted quantiles q₀ … qₘ₋₁ is Σ qᵢ ((i + 1)ⁿ − iⁿ) / mⁿ.
    /// </summary>
    public double SamplesPerSecond
    {
        get
        {
            var (parts, count) = (Math.Min(Workers, (Minibatch + Microbatch - 1) / Microbatch), PartTimes.Count);
            var slowest = PartTimes.Select((time, i) => time * (Power(i + 1.0) - Power(i)) / Power(count)).Sum();
            return Minibatch / (SecondsPerSample * Minibatch / parts * slowest + SecondsPerStep);

            double Power(double x)
            {
                var power = 1.0;
                for (var n = 0; n < parts; n++) power *= x;
                return power;
            }
        }
    }
}
