using ActorBackprop.Actors.Messages;
using ActorBackprop.Learning.Networks;
using ActorBackprop.Learning.Numerics;
using ActorBackprop.Learning.Training;
using ActorBackprop.Simulation.Worlds;

namespace ActorBackprop.Simulation.Computing;

/// <summary>
/// How long a worker takes for a part: for its gradient, or for the local steps of its replicas or clients. Each time is drawn once, from
/// (seed, worker, step, part) alone.
/// </summary>
internal sealed class PartTimes
{
    /// <summary>The maximum seconds of a part: heavy tails and large factors would overflow a TimeSpan.</summary>
    private const double MaxSeconds = 1e9;

    private readonly ComputeSettings _settings;
    private readonly ulong _seed;
    private readonly int? _localBatch;
    private readonly double _secondsPerPart, _secondsPerSample;
    private readonly Dictionary<int, double> _stragglers, _slowed = [];

    public PartTimes(ComputeSettings settings, ProfileEntry? measured, TrainingPlan plan)
    {
        (_settings, _seed, _localBatch) = (settings, plan.Seed, plan.Local?.Batch);
        if (measured is null)
        {
            (_secondsPerPart, _secondsPerSample) = (settings.SecondsPerPart, settings.SecondsPerSample);
            if (settings.FlopsPerSecond > 0) _secondsPerSample += FlopsPerSample(plan.Network) / settings.FlopsPerSecond;
        }
        else
        {
            _secondsPerSample = measured.SecondsPerSample;
            if (settings.Law.Kind == LawKind.Constant)
                _settings = settings with { Law = new Law { Kind = LawKind.Empirical, Values = measured.PartTimes } };
        }
        _stragglers = settings.Stragglers.ToDictionary(straggler => straggler.Worker, straggler => straggler.Factor);
    }

    /// <summary>
    /// Returns the floating-point operations of a sample: two for each weight forward, two for its gradient, two for the input's
    /// gradient, which the first layer does not need.
    /// </summary>
    public static double FlopsPerSample(Network network)
    {
        var weights = network.Widths.Zip(network.Widths.Skip(1), (inputs, outputs) => (double)inputs * outputs).ToArray();
        return 6 * weights.Sum() - 2 * weights[0];
    }

    /// <summary>Slows a worker from now on: its parts take a number of times as long.</summary>
    public void Slow(int worker, double factor) => _slowed[worker] = factor;

    /// <summary>Returns the time of a part.</summary>
    public TimeSpan Of(int worker, ComputeGradient work)
    {
        var (step, part) = (work.Minibatch.Step, work.Part);
        var varies = _settings.Law.Kind != LawKind.Constant || _settings.SlowShare > 0;
        var random = varies
            ? new RandomSource(_seed, RandomPurpose.PartTime, (ulong)step * 0x9E3779B97F4A7C15 ^ (ulong)(uint)worker << 32 ^ (uint)part.From)
            : null;
        var seconds = 0.0;
        foreach (var samples in StepsOf(work)) seconds += Of(worker, samples, random);
        return varies
            ? TimeSpan.FromTicks((long)Math.Round(Math.Min(seconds, MaxSeconds) * TimeSpan.TicksPerSecond))
            : TimeSpan.FromSeconds(Math.Min(seconds, MaxSeconds));
    }

    /// <summary>Returns the seconds of one step, local or not.</summary>
    private double Of(int worker, int samples, RandomSource? random)
    {
        var seconds = _secondsPerPart + _secondsPerSample * samples;
        if (_stragglers.Count > 0) seconds *= _stragglers.GetValueOrDefault(worker, 1);
        if (_slowed.Count > 0) seconds *= _slowed.GetValueOrDefault(worker, 1);
        if (random is null) return seconds;
        seconds *= _settings.Law.Draw(random);
        if (_settings.SlowShare > 0 && random.NextUnit() < _settings.SlowShare) seconds *= _settings.SlowFactor;
        return seconds;
    }

    /// <summary>Returns the samples of each step of a part: one step with all of them, or the local steps of each of its microbatches.</summary>
    private IEnumerable<int> StepsOf(ComputeGradient work)
    {
        var (minibatch, part) = (work.Minibatch, work.Part);
        if (_localBatch is not { } batch)
        {
            yield return minibatch.SamplesOf(part.From, part.To);
            yield break;
        }
        for (var replica = part.From; replica < part.To; replica++)
        {
            var samples = minibatch.Microbatch(replica).Samples;
            for (var done = 0; done < samples; done += batch) yield return Math.Min(batch, samples - done);
        }
    }
}
