using ActorBackprop.Learning.Explaining;
using ActorBackprop.Learning.Sampling;

namespace ActorBackprop.Cli.Explaining;

/// <summary>The minibatch a training would take next, and how near its gradient is to that of all it trains on.</summary>
/// <param name="Indices">Which training samples.</param>
/// <param name="Mean">The mean over them.</param>
/// <param name="All">Samples of the full gradient.</param>
/// <param name="Nearness">The minibatch's gradient beside the full one.</param>
internal sealed record MinibatchReport(IReadOnlyList<int> Indices, MinibatchMean Mean, int All, GradientComparison Nearness)
{
    /// <summary>Computes both.</summary>
    /// <param name="subject">The network.</param>
    /// <param name="samples">Samples of the minibatch.</param>
    /// <param name="watched">The parameters of which every sample's wish is wanted.</param>
    public static MinibatchReport Of(Subject subject, int samples, IReadOnlyList<ParameterName> watched)
    {
        var (plan, data) = subject.Prepare();
        var training = data.Training;
        if (samples > training.Count)
            throw Wrong.Usage($"--minibatch: expected 1 to {training.Count}, the samples that are trained on, found {samples}.");
        // The samples the training's next step begins with, so that its own minibatch size shows its own next gradient.
        var next = Minibatch.Of(plan, subject.Steps);
        var first = Math.Min(next.First, training.Count - samples);
        var indices = new SampleOrder(plan.Seed, plan.Images).Epoch(next.Epoch).Slice(first, samples).ToArray();
        var pairs = from index in indices
                    let sample = Sample.From(training, index, subject.Network.Outputs, "")
                    select (sample.X, sample.Y);
        var mean = new MinibatchMean(subject.Network, subject.Reference, pairs, samples, watched);
        var full = FullGradient.Of(subject.Network, subject.Parameters, training);
        return new(indices, mean, training.Count, GradientComparison.Of(mean.ToCanonical(), full));
    }
}
