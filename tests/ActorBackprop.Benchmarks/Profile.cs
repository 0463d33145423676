using System.Diagnostics;
using System.Globalization;
using ActorBackprop.Learning.Gradients;
using ActorBackprop.Learning.Kernels;
using ActorBackprop.Learning.Sampling;
using ActorBackprop.Learning.Training;

namespace ActorBackprop.Benchmarks;

/// <summary>Where a step's time goes, phase by phase, each repeated by itself: its caches are warmer than in a whole step.</summary>
internal static class Profile
{
    /// <summary>Prints a Markdown table, in microseconds.</summary>
    public static void Print()
    {
        Console.WriteLine("| network, minibatch | load | forward | backward | sum | score | average and step | all |\n|---|---|---|---|---|---|---|---|");
        var data = Setup.Digits();
        foreach (var setup in Setup.All)
        {
            var plan = setup.Plan(data.Count);
            var trainer = new SequentialTrainer(plan, data);
            for (var step = 0; step < 50; step++) trainer.TryStep();
            var parameters = trainer.State.Parameters;
            var work = new Workspace(plan.Network, plan.Minibatch);
            var order = new SampleOrder(1, data.Count);
            var chains = new Chain[(plan.Minibatch + plan.Microbatch - 1) / plan.Microbatch];
            var minibatch = Minibatch.Of(plan, 0);
            TreeChains.Of(new TreeNode(0, chains.Length), minibatch, 0, chains);
            var (gradient, next) = (AlignedMemory.Allocate(plan.Network.ParameterLength), AlignedMemory.Allocate(plan.Network.ParameterLength));
            var (state, sum) = (new TrainingState(plan), new StepSum());
            sum.Add(state.Oldest, new NodeSum(new TreeNode(0, chains.Length), gradient, 0, 0));
            var times = new[]
            {
                Microseconds(() =>
                {
                    var indices = order.Epoch(0);
                    for (var n = 0; n < plan.Minibatch; n++) work.Load(n, data, indices[n]);
                }),
                Microseconds(() => Backpropagation.Forward(work, parameters.Span, plan.Minibatch)),
                Microseconds(() => Backpropagation.Backward(work, parameters.Span, plan.Minibatch)),
                Microseconds(() => Backpropagation.Sum(work, 0, chains, gradient.Span, add: false)),
                Microseconds(() =>
                {
                    for (var n = 0; n < plan.Minibatch; n += plan.Microbatch)
                        Backpropagation.Score(work, n, Math.Min(plan.Microbatch, plan.Minibatch - n));
                }),
                Microseconds(() =>
                {
                    var old = state.Parameters;
                    state.TryStep(sum, next);
                    next = old;
                }),
            };
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"| {setup} | {string.Join(" | ", times.Select(time => time.ToString("0.00", CultureInfo.InvariantCulture)))} | {times.Sum():0.00} |"));
        }
    }

    private static double Microseconds(Action action)
    {
        var times = new List<double>();
        for (var warm = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(warm).TotalSeconds < 0.25;) action();
        for (var round = 0; round < 25; round++)
        {
            var (count, since) = (0, Stopwatch.GetTimestamp());
            while (Stopwatch.GetElapsedTime(since).TotalSeconds < 0.012)
                for (var i = 0; i < 4; i++, count++) action();
            times.Add(Stopwatch.GetElapsedTime(since).TotalMicroseconds / count);
        }
        return times.Order().First();
    }
}
