using ActorBackprop.Learning.Data;
using ActorBackprop.Learning.Gradients;
using ActorBackprop.Learning.Networks;

namespace ActorBackprop.Learning.Training;

/// <summary>How good some parameters are on data they were not trained on.</summary>
/// <param name="Correct">Samples classified right.</param>
/// <param name="Samples">Samples in all.</param>
/// <param name="Cost">Mean cost of a sample.</param>
public sealed record Evaluation(int Correct, int Samples, double Cost)
{
    private const int Batch = 100;

    /// <summary>Correct as a fraction.</summary>
    public double Accuracy => (double)Correct / Samples;

    /// <summary>Puts every sample through the network.</summary>
    /// <param name="network">The network.</param>
    /// <param name="parameters">In memory order.</param>
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
