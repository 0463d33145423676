using System.Diagnostics;
using ActorBackprop.Learning.Training;

namespace ActorBackprop.Benchmarks;

/// <summary>How much of the core's peak whole training steps reach: the sequential trainer and the actors, real digits.</summary>
internal static class Limit
{
    /// <summary>Prints a Markdown table.</summary>
    public static void Print(double seconds)
    {
        var peak = Peak.Measure();
        Console.WriteLine(Rounds.Invariant($"peak of one core: {peak:0.0} GFLOP/s\n"));
        Console.WriteLine("| network, minibatch | samples/s | GFLOP/s | of the peak | one microbatch, samples/s | cost of the tree "
            + "| one worker, of the peak | two workers, of two peaks |\n|---|---|---|---|---|---|---|---|");
        var data = Setup.Digits();
        foreach (var setup in Setup.All)
        {
            var (tree, plain) = (new Loop(setup.Plan(data.Count)), new Loop(setup.Plan(data.Count, setup.Minibatch)));
            var rounds = Enumerable.Range(0, 5).Select(_ => (Tree: tree.SamplesPerSecond(seconds), Plain: plain.SamplesPerSecond(seconds))).ToArray();
            var (rate, plainRate) = (Rounds.Median(rounds.Select(round => round.Tree)), Rounds.Median(rounds.Select(round => round.Plain)));
            var (one, two) = (Speed.OfSamples(setup, data, 1, 2 * seconds), Speed.OfSamples(setup, data, 2, 2 * seconds));
            var gflops = rate * setup.Flop / 1e9;
            Console.WriteLine(Rounds.Invariant($"| {setup} | {rate:0} | {gflops:0.0} | {gflops / peak:0.00} | {plainRate:0} | {1 - rate / plainRate:0.0 %} ")
                + Rounds.Invariant($"| {one * setup.Flop / 1e9 / peak:0.00} | {two * setup.Flop / 1e9 / peak / 2:0.00} |"));
        }
        peak = Peak.Measure();
        Console.WriteLine(Rounds.Invariant($"\npeak of one core afterwards: {peak:0.0} GFLOP/s"));
    }

    private sealed class Loop
    {
        private readonly SequentialTrainer _trainer;
        private readonly TrainingPlan _plan;

        public Loop(TrainingPlan plan)
        {
            _plan = plan;
            _trainer = new SequentialTrainer(plan, Setup.Digits());
            for (var step = 0; step < 60; step++) _trainer.TryStep();
        }

        public double SamplesPerSecond(double seconds)
        {
            var (samples, since) = (0L, Stopwatch.GetTimestamp());
            var chunk = Math.Max(1, 2000 / _plan.Minibatch);
            TimeSpan elapsed;
            do
            {
                for (var step = 0; step < chunk; step++)
                {
                    samples += _trainer.State.Oldest.Samples;
                    if (!_trainer.TryStep()) throw new ArithmeticException(_trainer.State.Divergence);
                }
                elapsed = Stopwatch.GetElapsedTime(since);
            }
            while (elapsed.TotalSeconds < seconds);
            return samples / elapsed.TotalSeconds;
        }
    }
}
