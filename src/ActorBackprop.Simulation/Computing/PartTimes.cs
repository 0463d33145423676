using ActorBackprop.Actors.Protocol;
using ActorBackprop.Learning.Networks;
using ActorBackprop.Learning.Numerics;
using ActorBackprop.Simulation.Worlds;

namespace ActorBackprop.Simulation.Computing;

/// <summary>
/// How long a worker takes for a part. Drawn once for each part that is dealt, from (seed, worker, step, part) alone.
/// </summary>
internal sealed class PartTimes
{
    /// <summary>Seconds that a part takes at most: heavy tails and large factors would leave the range of a time.</summary>
    private const double MostSeconds = 1e9;

    private readonly ComputeSettings _settings;
    private readonly ulong _seed;
    private readonly double _secondsPerPart, _secondsPerSample;
    private readonly Dictionary<int, double> _stragglers, _slowed = [];

    public PartTimes(ComputeSettings settings, ProfileEntry? measured, Network network, ulong seed)
    {
        (_settings, _seed) = (settings, seed);
        if (measured is null)
        {
            (_secondsPerPart, _secondsPerSample) = (settings.SecondsPerPart, settings.SecondsPerSample);
            if (settings.FlopsPerSecond > 0) _secondsPerSample += FlopsPerSample(network) / settings.FlopsPerSecond;
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
    /// Floating-point operations of a sample: two for each weight forward, two for its gradient, two for the input's
    /// gradient, which the first layer has not.
    /// </summary>
    public static double FlopsPerSample(Network network)
    {
        var weights = network.Widths.Zip(network.Widths.Skip(1), (inputs, outputs) => (double)inputs * outputs).ToArray();
        return 6 * weights.Sum() - 2 * weights[0];
    }

    /// <summary>From now on a worker's parts take so many times as long.</summary>
    public void Slow(int worker, double factor) => _slowed[worker] = factor;

    /// <summary>The time of a part.</summary>
    public TimeSpan Of(int worker, ComputeGradient work)
    {
        var (step, part) = (work.Minibatch.Step, work.Part);
        var seconds = _secondsPerPart + _secondsPerSample * work.Minibatch.SamplesOf(part.From, part.To);
        if (_stragglers.Count > 0) seconds *= _stragglers.GetValueOrDefault(worker, 1);
        if (_slowed.Count > 0) seconds *= _slowed.GetValueOrDefault(worker, 1);
        if (_settings.Law.Kind == LawKind.Constant && _settings.SlowShare == 0) return TimeSpan.FromSeconds(Math.Min(seconds, MostSeconds));
        var random = new RandomSource(
            _seed, RandomPurpose.PartTime, (ulong)step * 0x9E3779B97F4A7C15 ^ (ulong)(uint)worker << 32 ^ (uint)part.From);
        seconds *= _settings.Law.Draw(random);
        if (_settings.SlowShare > 0 && random.NextUnit() < _settings.SlowShare) seconds *= _settings.SlowFactor;
        return TimeSpan.FromTicks((long)Math.Round(Math.Min(seconds, MostSeconds) * TimeSpan.TicksPerSecond));
    }
}
