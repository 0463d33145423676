using ActorBackprop.Learning.Data;
using ActorBackprop.Learning.Gradients;
using ActorBackprop.Learning.Networks;

namespace ActorBackprop.Learning.Diagnostics;

/// <summary>A network's answer to each image of a data set. <see cref="Training.Evaluation"/> is the summary in two numbers.</summary>
/// <param name="Images">The answers, by the index of the image.</param>
/// <param name="Classes">The number of classes.</param>
public sealed record ClassificationReport(IReadOnlyList<ClassifiedImage> Images, int Classes)
{
    private const int Batch = 100;

    /// <summary>The number of images classified correctly.</summary>
    public int Correct => Images.Count(image => image.IsCorrect);

    /// <summary>The fraction of images classified correctly.</summary>
    public double Accuracy => (double)Correct / Images.Count;

    /// <summary>The mean cost of an image.</summary>
    public double Cost => Images.Average(image => image.Cost);

    /// <summary>Returns the confusion matrix, [label][answer]: the number of images.</summary>
    public int[][] Confusion()
    {
        int[][] counts = [.. Enumerable.Range(0, Classes).Select(_ => new int[Classes])];
        foreach (var image in Images) counts[image.Truth][image.Answer]++;
        return counts;
    }

    /// <summary>Returns the images that were classified wrong, those with the highest cost first; equal ones by their index.</summary>
    /// <param name="max">The most images to return.</param>
    public IReadOnlyList<ClassifiedImage> Worst(int max) =>
        [.. Images.Where(image => !image.IsCorrect).OrderByDescending(image => image.Cost).Take(max)];

    /// <summary>Classifies every image, by the kernels that train.</summary>
    /// <param name="network">The network.</param>
    /// <param name="parameters">Its parameters in memory order.</param>
    /// <param name="data">At least one image; its classes are the network's outputs.</param>
    public static ClassificationReport Of(Network network, ReadOnlySpan<float> parameters, Dataset data)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(data.Classes, network.Outputs);
        var work = new Workspace(network, Math.Min(Batch, data.Count));
        var images = new ClassifiedImage[data.Count];
        for (var first = 0; first < data.Count; first += Batch)
        {
            var samples = Math.Min(Batch, data.Count - first);
            for (var n = 0; n < samples; n++) work.Load(n, data, first + n);
            Backpropagation.Forward(work, parameters, samples);
            for (var n = 0; n < samples; n++) images[first + n] = Classify(work, n, first + n, data.Label(first + n));
        }
        return new ClassificationReport(images, network.Outputs);
    }

    private static ClassifiedImage Classify(Workspace work, int sample, int index, int truth)
    {
        var a = work.Outputs(sample);
        var answer = Backpropagation.IndexOfLargest(a);
        return new ClassifiedImage(index, truth, answer, a[answer], a[truth], work.CostOf(sample));
    }
}

/// <summary>A network's answer to one labelled image.</summary>
/// <param name="Index">The index of the image in the data set.</param>
/// <param name="Truth">Its label.</param>
/// <param name="Answer">The class with the largest output; the first of equal ones.</param>
/// <param name="Activation">The output of that class.</param>
/// <param name="TruthActivation">The output of the label's class.</param>
/// <param name="Cost">C of this image.</param>
public readonly record struct ClassifiedImage(int Index, int Truth, int Answer, float Activation, float TruthActivation, double Cost)
{
    /// <summary>Whether the answer is the label.</summary>
    public bool IsCorrect => Answer == Truth;
}

/// <summary>Classifies single images, by the kernels that train.</summary>
public static class Classification
{
    /// <summary>Returns the outputs for an image, [outputs].</summary>
    /// <param name="network">The network.</param>
    /// <param name="parameters">Its parameters in memory order.</param>
    /// <param name="data">The set that contains the image, with as many pixels as the network has inputs.</param>
    /// <param name="index">The index of the image.</param>
    public static float[] Outputs(Network network, ReadOnlySpan<float> parameters, Dataset data, int index)
    {
        var work = new Workspace(network, 1);
        work.Load(0, data, index);
        Backpropagation.Forward(work, parameters, 1);
        return work.Outputs(0).ToArray();
    }

    /// <summary>Returns the class with the largest output; the first of equal ones.</summary>
    public static int Answer(ReadOnlySpan<float> outputs) => Backpropagation.IndexOfLargest(outputs);
}
