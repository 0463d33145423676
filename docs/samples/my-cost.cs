#:project ../../src/ActorBackprop.Runs
#:property PublishAot=false
// A custom cost: dotnet run docs/samples/my-cost.cs
// Cross-entropy with label smoothing (Szegedy et al. 2016): the target is 0.91 for an image's class, and 0.01 for each other one.

using ActorBackprop.Configuration;
using ActorBackprop.Learning.GradientCheck;
using ActorBackprop.Learning.Networks;
using ActorBackprop.Learning.Numerics;
using ActorBackprop.Runs.Training;

var run = TrainingRun.Execute(new RunRequest
{
    Settings = new TrainingSettings
    {
        Workers = 2,
        Minibatch = 40,
        Epochs = 1,
        LearningRate = 0.2f,
        Cost = Cost.SoftmaxCrossEntropy, // for the last layer's softmax
    },
    Cost = new SmoothedCrossEntropy(0.1),
    Out = Directory.CreateTempSubdirectory().FullName,
});
var check = NetworkCheck.Of(run.Start.Plan.Network, run.Start.Settings.Initializer, run.Start.Settings.Seed);
Console.WriteLine($"{run.TestAccuracy:P1}; the gradient is right to {check.MaxRelativeError:0.0e0}");

/// <summary>−Σ y′ ln a, where y′ is the target, but a part of it spread over all outputs.</summary>
internal sealed class SmoothedCrossEntropy(double part) : ICost
{
    private const double Least = 1e-30; // single precision may have rounded a to 0

    // Scalar.Log gives the same bits on every operating system; Math.Log need not.
    public double Value(ReadOnlySpan<double> a, ReadOnlySpan<double> y)
    {
        var sum = 0.0;
        for (var j = 0; j < a.Length; j++) sum -= Smooth(y[j], a.Length) * Scalar.Log(Math.Max(a[j], Least));
        return sum;
    }

    public void Differentiate(ReadOnlySpan<double> a, ReadOnlySpan<double> y, Span<double> d)
    {
        for (var j = 0; j < a.Length; j++) d[j] = -Smooth(y[j], a.Length) / Math.Max(a[j], Least);
    }

    private double Smooth(double y, int outputs) => (1 - part) * y + part / outputs;
}
