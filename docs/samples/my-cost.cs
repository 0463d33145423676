#:project ../../src/ActorBackprop.Runs
#:property PublishAot=false
// A cost of one's own: dotnet run docs/samples/my-cost.cs
// Cross-entropy with label smoothing (Szegedy et al. 2016): the target is 0.91 for an image's class, and 0.01 for each other one.

using ActorBackprop.Configuration;
using ActorBackprop.Learning.GradientCheck;
using ActorBackprop.Learning.Networks;
using ActorBackprop.Learning.Numerics;
using ActorBackprop.Runs.Training;

var settings = ResolvedConfiguration.Resolve(null, new Dictionary<string, string>(),
    [
        new Assignment("workers", "2", "this program"), new Assignment("minibatch", "40", "this program"),
        new Assignment("epochs", "1", "this program"), new Assignment("learningRate", "0.2", "this program"),
        new Assignment("cost", "softmax-cross-entropy", "this program"), // for the last layer's softmax
    ]);
var run = TrainingRun.Execute(
    new RunRequest
    {
        Configuration = settings,
        Arguments = [],
        Out = Directory.CreateTempSubdirectory().FullName,
        Cost = new SmoothedCrossEntropy(0.1),
    },
    new Silent(), TimeProvider.System, CancellationToken.None);
var check = NetworkCheck.Of(run.Start.Plan.Network, settings.Settings.Initializer, settings.Settings.Seed);
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

internal sealed class Silent : IRunListener;
