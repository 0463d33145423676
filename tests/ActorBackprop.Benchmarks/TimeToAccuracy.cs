using System.Diagnostics;
using System.Globalization;
using ActorBackprop.Digits;
using ActorBackprop.Learning.Data;
using ActorBackprop.Learning.Training;

namespace ActorBackprop.Benchmarks;

/// <summary>How long a training takes to classify 95 % of the test images right; evaluation is not counted.</summary>
internal static class TimeToAccuracy
{
    private const double Goal = 0.95;

    private const int MostEpochs = 30;

    /// <summary>Prints a Markdown table. It looks after every quarter of an epoch.</summary>
    public static void Print()
    {
        var (data, test) = (Setup.Digits(), IdxDirectory.Load(DigitFiles.Directory).Test);
        Console.WriteLine("| network, minibatch | epochs | seconds | accuracy |\n|---|---|---|---|");
        foreach (var setup in Setup.All)
        {
            var plan = setup.Plan(data.Count);
            var trainer = new SequentialTrainer(plan, data);
            var (elapsed, accuracy) = (TimeSpan.Zero, 0.0);
            while (accuracy < Goal && trainer.State.Steps < (long)MostEpochs * plan.StepsPerEpoch)
            {
                var since = Stopwatch.GetTimestamp();
                for (var step = 0; step < (plan.StepsPerEpoch + 3) / 4; step++)
                    if (!trainer.TryStep()) throw new ArithmeticException(trainer.State.Divergence);
                elapsed += Stopwatch.GetElapsedTime(since);
                accuracy = Evaluation.Of(plan.Network, trainer.State.Parameters.Span, test).Accuracy;
            }
            var epochs = (double)trainer.State.Steps / plan.StepsPerEpoch;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {setup} | {epochs:0.00} | {elapsed.TotalSeconds:0.00} | {accuracy:0.0000} |"));
        }
    }
}
