using ActorBackprop.Learning.Data;
using ActorBackprop.Learning.Gradients;
using ActorBackprop.Learning.Networks;

namespace ActorBackprop.Learning.Training;

/// <summary>The result of a network on data that it was not trained on.</summary>
/// <param name="Correct">The number of samples classified correctly.</param>
/// <param name="Samples">The number of samples.</param>
/// <param name="Cost">The mean cost of a sample.</param>
public sealed record Evaluation(int Correct, int Samples, double Cost)
{
    private const int Batch = 100;

    /// <summary>The fraction of samples classified correctly.</summary>
    public double Accuracy => (double)Correct / Samples;

    /// <summary>Evaluates parameters on every sample.</summary>
    /// <param name="network">The network.</param>
    /// <param name="parameters">The parameters, in their layout in memory.</param>
    /// <param name="data">At least one sample.</param>
    public static Evaluation Of(Network network, ReadOnlySpan<float> parameters, Dataset data)
    {
        var work = new Workspace(network, Math.Min(Batch, data.Count));
        var (cost, correct) = (0.0, 0);
        for (var first = 0; first < data.Count; first += Batch)
        {
            var samples = Math.Min(Batch, data.Count - first);
            for (var n = 0; n < samples; n++) work.Load(n, data, first + n);
            Backpropagation.Forward(work, parameters, samples);
            var score = Backpropagation.Score(work, 0, samples);
            cost += score.Cost;
            correct += score.Correct;
        }
        return new Evaluation(correct, data.Count, cost / data.Count);
    }
}
