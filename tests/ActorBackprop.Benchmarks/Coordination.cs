using ActorBackprop.Learning.Networks;
using ActorBackprop.Learning.Optimizers;
using ActorBackprop.Learning.Training;

namespace ActorBackprop.Benchmarks;

/// <summary>What a step costs when there is nothing to compute: dealing, the way there and back, gathering, the next version.</summary>
internal static class Coordination
{
    /// <summary>Prints a Markdown table.</summary>
    public static void Print(double seconds)
    {
        Console.WriteLine("| workers | µs a step |\n|---|---|");
        var data = Setup.Digits();
        for (var workers = 1; workers <= 64; workers *= 2)
        {
            var plan = new TrainingPlan
            {
                Network = new Network([1, 1], [Activation.Sigmoid], Cost.Quadratic),
                Samples = data.Count,
                Minibatch = workers,
                Microbatch = 1,
                Epochs = int.MaxValue,
                Seed = 1,
                Initializer = Initializer.InverseSqrt,
                Optimizer = new OptimizerOptions(),
            };
            var empty = new EmptyComputation(plan.Network.ParameterLength);
            var times = Enumerable.Range(0, 3).Select(_ => Speed.SecondsPerStep(plan, data, workers, seconds, empty) * 1e6).ToArray();
            Console.WriteLine(Rounds.Invariant($"| {workers} | {Rounds.Median(times):0.0} |"));
        }
    }
}
