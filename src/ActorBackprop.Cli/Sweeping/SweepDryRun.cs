using System.Globalization;
using ActorBackprop.Cli.Displays;
using ActorBackprop.Lab.Sweeping;
using ActorBackprop.Learning;
using ActorBackprop.Runs;
using Spectre.Console;

namespace ActorBackprop.Cli.Sweeping;

/// <summary>sweep --dry-run: the runs it would take.</summary>
internal static class SweepDryRun
{
    public static int Show(SweepRequest request)
    {
        var screen = Screen.Create();
        screen.Line(SweepSentences.Of(new SweepStart(request.Experiment, request.Points, request.Directory)));
        if (request.Experiment.About.Length > 0) screen.Line(request.Experiment.About);
        var table = screen.Table("", "<run", "<host", "seed", "workers", "minibatch", "epochs");
        foreach (var (i, point) in request.Points.Index())
        {
            var settings = point.Configuration.Settings;
            var host = point.Level is { } level ? $"{Names.Of(point.Host)}: {level.Title}" : Names.Of(point.Host);
            string Number(IFormattable value) => value.ToString(null, CultureInfo.InvariantCulture);
            string[] cells =
            [
                Number(i + 1), point.Name, host, Number(settings.Seed), Number(settings.Workers), Number(settings.Minibatch), Number(settings.Epochs),
            ];
            table.AddRow([.. cells.Select(cell => new Text(cell))]);
        }
        screen.Write(table);
        return (int)ExitCode.Ok;
    }
}
