using ActorBackprop.Learning.Data;
using ActorBackprop.Learning.Gradients;
using ActorBackprop.Learning.Networks;
using ActorBackprop.Learning.Sampling;
using ActorBackprop.Learning.Training;

namespace ActorBackprop.Runs.Calibration;

/// <summary>How long parts take when as many threads as there are workers, at most as many as cores, compute at once.</summary>
internal static class PartTimes
{
    /// <summary>Rounds that are not counted: the code is compiled, the caches fill.</summary>
    private const int WarmUpRounds = 200;

    /// <summary>Measures them.</summary>
    /// <returns>Of each part that was computed, its seconds divided by its samples.</returns>
    public static double[] Measure(TrainingPlan plan, Dataset data, int workers, TimeSpan time, TimeProvider clock)
    {
        var parts = Part.Cut(Minibatch.Of(plan, 0).Microbatches, workers);
        var threads = Math.Min(parts.Length, Environment.ProcessorCount);
        var buffers = new GradientBuffers(plan.Network.ParameterLength);
        var order = new SampleOrder(plan.Seed, plan.Samples);
        var parameters = ParameterInitialization.Draw(plan.Network, plan.Initializer, plan.Seed);
        var seconds = Enumerable.Range(0, threads).Select(_ => new List<double>()).ToArray();
        var over = false;
        var (round, began) = (0L, clock.GetTimestamp());
        using var barrier = new Barrier(threads, _ => over = ++round > WarmUpRounds && clock.GetElapsedTime(began) > time);
        var measuring = Enumerable.Range(0, threads).Select(thread => new Thread(() =>
        {
            var gradient = new PartGradient(plan.Network, data, order, buffers, plan.Microbatch);
            while (!over)
            {
                var minibatch = Minibatch.Of(plan, round % plan.StepsPerEpoch);
                for (var p = thread; p < parts.Length; p += threads)
                {
                    if (parts[p].To > minibatch.Microbatches) continue; // an uneven last minibatch
                    var since = clock.GetTimestamp();
                    foreach (var sum in gradient.Compute(parameters, minibatch, parts[p])) buffers.GiveBack(sum.Gradient);
                    if (round < WarmUpRounds) continue;
                    seconds[thread].Add(clock.GetElapsedTime(since).TotalSeconds / minibatch.SamplesOf(parts[p].From, parts[p].To));
                }
                barrier.SignalAndWait();
            }
        })).ToArray();
        foreach (var thread in measuring) thread.Start();
        foreach (var thread in measuring) thread.Join();
        return [.. seconds.SelectMany(times => times)];
    }
}
