using ActorBackprop.Actors.Messages;
using ActorBackprop.Actors.Modes;
using ActorBackprop.Simulation.Tests.Support;
using ActorBackprop.Simulation.Worlds;

namespace ActorBackprop.Simulation.Tests.Worlds;

/// <summary>
/// Times of steps against closed forms (Dutta et al. 2018): P workers, no network or server time, unwanted parts are cancelled. As
/// many steps as put the 1 % beyond three standard errors.
/// </summary>
public sealed class ModeLawTests
{
    private const double Mean = 1e-3; // 1 / μ

    [Theory, InlineData(4, 40_000)]
    public void A_synchronous_step_of_exponential_parts_takes_the_harmonic_number(int workers, int steps) =>
        Assert.InRange(SecondsPerStep(new Synchronous(), workers, workers * steps) / (Mean * Harmonic(workers)), 0.99, 1.01);

    [Theory, Trait("Category", "Long"), InlineData(1, 100_000), InlineData(16, 20_000)]
    public void A_synchronous_step_takes_the_harmonic_number_of_any_number_of_workers(int workers, int steps) =>
        A_synchronous_step_of_exponential_parts_takes_the_harmonic_number(workers, steps);

    [Theory, Trait("Category", "Long"), InlineData(4, 3, 40_000), InlineData(16, 12, 20_000), InlineData(16, 1, 40_000)]
    public void A_k_sync_step_of_exponential_parts_takes_a_difference_of_harmonic_numbers(int workers, int gradients, int steps)
    {
        var expected = Mean * (Harmonic(workers) - Harmonic(workers - gradients));
        Assert.InRange(SecondsPerStep(new KSync(gradients), workers, workers * steps) / expected, 0.99, 1.01);
    }

    [Theory, Trait("Category", "Long"), InlineData(4, 3, 120_000), InlineData(16, 12, 300_000)]
    public void A_k_batch_sync_step_of_exponential_parts_takes_k_parts_of_p_workers(int workers, int gradients, int parts) =>
        Assert.InRange(SecondsPerStep(new KBatchSync(gradients), workers, parts) / (Mean * gradients / workers), 0.99, 1.01);

    [Theory, Trait("Category", "Long")]
    [InlineData(LawKind.Exponential, 8, 5), InlineData(LawKind.Pareto, 8, 5), InlineData(LawKind.LogNormal, 16, 1), InlineData(LawKind.Constant, 5, 3)]
    public void A_k_batch_async_step_takes_k_mean_parts_of_p_workers_of_any_law(LawKind law, int workers, int gradients) =>
        Assert.InRange(SecondsPerStep(new KBatchAsync(gradients), workers, 400_000, law) / (gradients * Mean / workers), 0.99, 1.01);

    [Fact, Trait("Category", "Long")]
    public void Sixteen_workers_take_54_times_as_many_asynchronous_steps_as_synchronous_ones()
    {
        const int workers = 16;
        var synchronous = SecondsPerStep(new KSync(workers), workers, workers * 20_000);
        var asynchronous = SecondsPerStep(new KBatchAsync(1), workers, 400_000);
        Assert.InRange(synchronous / asynchronous / 54.09, 0.985, 1.015); // P · H_P; two measurements of 1 % each
    }

    private static double Harmonic(int n) => Enumerable.Range(1, n).Sum(i => 1.0 / i);

    private static double SecondsPerStep(IConsistencyMode mode, int workers, int parts, LawKind law = LawKind.Exponential)
    {
        var plan = SmallTraining.Plan(minibatch: workers, microbatch: 1) with { Samples = parts, Epochs = 1 };
        var world = new WorldSettings
        {
            Compute = new ComputeSettings { FlopsPerSecond = 0, SecondsPerPart = Mean, Law = new Law { Kind = law } },
        };
        using var simulated = new Simulated(world, plan, null, workers, mode: mode);
        var ended = simulated.Run();
        Assert.Equal(TrainingEnd.Completed, ended.End);
        return ended.Statistics.Elapsed.TotalSeconds / ended.Snapshot.Steps;
    }
}
