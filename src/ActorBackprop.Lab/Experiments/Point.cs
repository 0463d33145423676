using ActorBackprop.Configuration;
using ActorBackprop.Configuration.Levels;

namespace ActorBackprop.Lab.Experiments;

/// <summary>One run of a sweep, resolved.</summary>
public sealed record Point
{
    /// <summary>Its name, usable as a directory's: workers-2_s1.</summary>
    public required string Name { get; init; }

    /// <summary>What varies, with its values in this run; the seed is not among them.</summary>
    public required IReadOnlyList<KeyValuePair<string, string>> Values { get; init; }

    /// <summary>Its settings.</summary>
    public required ResolvedConfiguration Configuration { get; init; }

    /// <summary>How it is run.</summary>
    public SweepHost Host { get; init; }

    /// <summary>The level it is simulated in; null where it is not.</summary>
    public Level? Level { get; init; }

    /// <summary>Whether the protocol runs alone.</summary>
    public bool NoGradient { get; init; }

    /// <summary>How much there is to do, to compare with other runs of the sweep: parameters times epochs.</summary>
    public double Work
    {
        get
        {
            var settings = Configuration.Settings;
            var parameters = settings.Layers.Zip(settings.Layers.Skip(1), (inputs, outputs) => (inputs + 1.0) * outputs).Sum();
            return settings.Epochs * (NoGradient ? 1e3 : parameters + 1e4);
        }
    }
}
