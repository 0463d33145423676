using ActorBackprop.Learning.Data;
using ActorBackprop.Learning.Diagnostics;
using ActorBackprop.Learning.Networks;
using ActorBackprop.Learning.Reference;
using ActorBackprop.Learning.Training;

namespace ActorBackprop.Learning.Tests.Diagnostics;

public sealed class ClassificationReportTests
{
    private const int Images = 257, Pixels = 12, Classes = 4; // two full batches and a rest

    private static readonly Dataset Data = new(
        [.. Enumerable.Range(0, Images * Pixels).Select(i => (byte)(i * 89 + i / 7))],
        [.. Enumerable.Range(0, Images).Select(i => (byte)(i * 3 % Classes))], 3, 4, Classes);

    [Theory]
    [InlineData(Activation.Sigmoid, Cost.Quadratic), InlineData(Activation.Softmax, Cost.SoftmaxCrossEntropy)]
    public void Every_image_is_classified_as_the_reference_network_classifies_it(Activation last, Cost cost)
    {
        var network = new Network([Pixels, 6, Classes], [Activation.Tanh, last], cost);
        var parameters = ParameterInitialization.Draw(network, Initializer.Normal, 3);
        var report = ClassificationReport.Of(network, parameters, Data);
        var reference = ReferenceNetwork.FromCanonical(network, CanonicalOrder.FromMemory(network, parameters));

        var (correct, confusion) = (0, new int[Classes, Classes]);
        for (var i = 0; i < Images; i++)
        {
            double[] x = [.. Data.Pixels(i).ToArray().Select(pixel => pixel / 255.0)], y = new double[Classes];
            y[Data.Label(i)] = 1;
            var a = reference.Forward(x).A[^1];
            var answer = Array.IndexOf(a, a.Max());
            if (answer == Data.Label(i)) correct++;
            confusion[Data.Label(i), answer]++;
            var judged = report.Images[i];
            Assert.Equal((i, Data.Label(i), answer), (judged.Index, judged.Truth, judged.Answer));
            Assert.Equal(reference.Cost(a, y), judged.Cost, 1e-5);
            Assert.Equal(a[answer], judged.Activation, 1e-5);
            Assert.Equal(a[Data.Label(i)], judged.TruthActivation, 1e-5);
        }
        Assert.InRange(correct, 20, Images - 20);
        Assert.Equal((correct, (double)correct / Images), (report.Correct, report.Accuracy));
        Assert.Equal(confusion.Cast<int>(), report.Confusion().SelectMany(row => row));
        var evaluation = Evaluation.Of(network, parameters, Data);
        Assert.Equal((evaluation.Correct, evaluation.Cost), (report.Correct, report.Cost), (a, b) => a.Item1 == b.Item1 && Math.Abs(a.Item2 - b.Item2) < 1e-12);
    }

    [Fact]
    public void The_worst_mistakes_are_sorted_by_cost()
    {
        ClassifiedImage[] images =
        [
            new(0, 1, 1, 0.9f, 0.9f, 9), new(1, 1, 0, 0.9f, 0.1f, 2), new(2, 0, 1, 0.9f, 0.1f, 3), new(3, 0, 1, 0.5f, 0.4f, 2),
        ];
        var report = new ClassificationReport(images, 2);
        Assert.Equal([2, 1, 3], report.Worst(9).Select(image => image.Index));
        Assert.Equal([2, 1], report.Worst(2).Select(image => image.Index));
        Assert.Empty(report.Worst(0));
        Assert.Equal([[0, 2], [1, 1]], report.Confusion());
    }
}
