using ActorBackprop.Learning.Gradients;
using ActorBackprop.Learning.Sampling;
using ActorBackprop.Learning.Training;

namespace ActorBackprop.Simulation.Tests.Campaign;

/// <summary>
/// Computes the weights of a case without actors. Only numbers go in and out, so that an assembly with a planted bug can ask
/// it, and need not be trusted itself.
/// </summary>
internal static class Oracle
{
    /// <summary>The numbers of a part of a step: its minibatch, its first microbatch, the one behind its last, and the version it was computed on.</summary>
    public const int NumbersOfPart = 4;

    /// <summary>
    /// Returns a function that takes one step of a case after the other. It is given the parts that make up the step; without any it
    /// takes none. It returns a fingerprint of the parameters that the step leads to, and one of the whole state.
    /// </summary>
    public static Func<long[], ulong[]> Of(long seed)
    {
        var given = CampaignCase.Of(seed);
        return given.Mode.IsExact ? Sequential(given) : Stepwise(given);
    }

    /// <summary>The sequential trainer, which need not be told what a step is made of.</summary>
    private static Func<long[], ulong[]> Sequential(CampaignCase given)
    {
        var trainer = new SequentialTrainer(given.Plan, given.Data);
        return parts =>
        {
            if (parts.Length > 0 && !trainer.TryStep()) throw new ArithmeticException($"seed {given.Seed} diverges");
            return Fingerprints(trainer.State);
        };
    }

    /// <summary>Computes each part's gradient on the version it was computed on, and adds them in the order of the parts.</summary>
    private static Func<long[], ulong[]> Stepwise(CampaignCase given)
    {
        var (plan, buffers) = (given.Plan, new GradientBuffers(given.Plan.Network.ParameterLength));
        var (state, sum, gradient) = (new TrainingState(plan), new StepSum(buffers), new PartGradients(plan, given.Data).Create(buffers));
        var versions = new List<float[]> { state.Parameters.ToArray() };
        return parts =>
        {
            if (parts.Length == 0) return Fingerprints(state);
            for (var i = 0; i < parts.Length; i += NumbersOfPart)
            {
                var (minibatch, version) = (Minibatch.Of(plan, parts[i]), (int)parts[i + 3]);
                var staleness = state.Steps - version;
                var weight = given.Server.IsStalenessAware && staleness > 1 ? 1f / staleness : 1;
                foreach (var node in gradient.Compute(versions[version], minibatch, new Part((int)parts[i + 1], (int)parts[i + 2])))
                    sum.Add(minibatch, node, weight);
            }
            sum.Close();
            if (!state.TryStep(sum, buffers.Take())) throw new ArithmeticException($"seed {given.Seed} diverges");
            sum.Release();
            versions.Add(state.Parameters.ToArray());
            return Fingerprints(state);
        };
    }

    private static ulong[] Fingerprints(TrainingState state) =>
        [Fingerprint.Of(state.Parameters.Span), Fingerprint.Of(state.Snapshot(), withTotals: state.IsCompleted)];
}
