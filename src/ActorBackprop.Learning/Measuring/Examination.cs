using ActorBackprop.Learning.Data;
using ActorBackprop.Learning.Gradients;
using ActorBackprop.Learning.Kernels;
using ActorBackprop.Learning.Networks;

namespace ActorBackprop.Learning.Measuring;

/// <summary>What a network made of each image of a data set; <see cref="Training.Evaluation"/> is the same in two numbers.</summary>
/// <param name="Images">One for each image, by its index.</param>
/// <param name="Classes">Number of classes.</param>
public sealed record Examination(IReadOnlyList<Judged> Images, int Classes)
{
    private const int Batch = 100;

    /// <summary>Images classified right.</summary>
    public int Correct => Images.Count(image => image.IsRight);

    /// <summary>Correct as a fraction.</summary>
    public double Accuracy => (double)Correct / Images.Count;

    /// <summary>Mean cost of an image.</summary>
    public double Cost => Images.Average(image => image.Cost);

    /// <summary>[truth][answer]: how many images of a class were taken for which.</summary>
    public int[][] Confusion()
    {
        int[][] counts = [.. Enumerable.Range(0, Classes).Select(_ => new int[Classes])];
        foreach (var image in Images) counts[image.Truth][image.Answer]++;
        return counts;
    }

    /// <summary>The images that were classified wrong, at the highest cost first; of equal ones the first of the set.</summary>
    /// <param name="most">Most of them.</param>
    public IReadOnlyList<Judged> Worst(int most) =>
        [.. Images.Where(image => !image.IsRight).OrderByDescending(image => image.Cost).Take(most)];

    /// <summary>Puts every image through the network, by the kernels that train.</summary>
    /// <param name="network">The network.</param>
    /// <param name="parameters">In memory order.</param>
    /// <param name="data">At least one image; its classes are the network's outputs.</param>
    public static Examination Of(Network network, ReadOnlySpan<float> parameters, Dataset data)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(data.Classes, network.Outputs);
        var work = new Workspace(network, Math.Min(Batch, data.Count));
        var images = new Judged[data.Count];
        for (var first = 0; first < data.Count; first += Batch)
        {
            var samples = Math.Min(Batch, data.Count - first);
            for (var n = 0; n < samples; n++) work.Load(n, data, first + n);
            Backpropagation.Forward(work, parameters, samples);
            for (var n = 0; n < samples; n++) images[first + n] = Judge(work, n, first + n, data.Label(first + n));
        }
        return new Examination(images, network.Outputs);
    }

    private static Judged Judge(Workspace work, int sample, int index, int truth)
    {
        var a = work.Outputs(sample);
        var answer = a.IndexOf(Softmax.Largest(a));
        if (answer < 0) answer = 0; // a NaN is equal to nothing, itself included
        return new Judged(index, truth, answer, a[answer], a[truth], work.CostOf(sample));
    }
}
