using ActorBackprop.Lab.Experiments;

namespace ActorBackprop.Lab.Sweeping;

/// <summary>What is known of a sweep before its first run.</summary>
/// <param name="Experiment">What is asked.</param>
/// <param name="Points">Its runs.</param>
/// <param name="Directory">Where it leaves its files.</param>
public sealed record SweepStart(Experiment Experiment, IReadOnlyList<Point> Points, string Directory);
