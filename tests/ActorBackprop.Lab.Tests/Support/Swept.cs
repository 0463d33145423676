using ActorBackprop.Configuration;
using ActorBackprop.Lab.Experiments;
using ActorBackprop.Lab.Sweeping;
using ActorBackprop.Testing;

namespace ActorBackprop.Lab.Tests.Support;

/// <summary>Sweeps over the small data set.</summary>
internal static class Swept
{
    public static readonly Dictionary<string, string> NoEnvironment = [];

    public static IReadOnlyList<Point> Points(Experiment experiment, params Assignment[] flags) =>
        Lab.Experiments.Points.Of(experiment, null, NoEnvironment, flags);

    public static Experiment Experiment(SmallDigits digits, string text)
    {
        var path = digits.At($"{Guid.NewGuid():N}.jsonc");
        File.WriteAllText(path, text);
        var experiment = ExperimentFile.Find(path);
        Assignment[] small = [new("layers", SmallDigits.Layers, "test"), new("data", digits.Data, "test")];
        return experiment with { Shared = [.. small, .. experiment.Shared] };
    }

    public static SweepResult Run(SmallDigits digits, Experiment experiment, string directory, Quiet? listener = null, CancellationToken stop = default) =>
        Sweep.Execute(
            new SweepRequest { Experiment = experiment, Points = Points(experiment), Directory = digits.At(directory) },
            listener ?? new Quiet(), TimeProvider.System, stop);
}
