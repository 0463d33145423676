using System.Text.Json.Nodes;
using ActorBackprop.Cli.Displays;
using ActorBackprop.Lab.Collecting;
using ActorBackprop.Lab.Sweeping;
using Spectre.Console;

namespace ActorBackprop.Cli.Sweeping;

/// <summary>Shows a sweep, and owns the console while it does.</summary>
internal abstract class SweepDisplay
{
    /// <summary>Returns the display for this console and these flags.</summary>
    public static SweepDisplay Choose((bool Json, bool Quiet) output) => output switch
    {
        (true, _) => new JsonSweepDisplay(Console.Out),
        (_, true) => new PlainSweepDisplay(Console.Out, quiet: true),
        _ => Display.IsTerminal ? new LiveSweepDisplay(AnsiConsole.Console) : new PlainSweepDisplay(Console.Out, quiet: false),
    };

    /// <summary>Shows a sweep from its start to its result.</summary>
    public abstract SweepResult Show(Func<ISweepListener, SweepResult> sweep);

    /// <summary>Writes a line for each failed run to the error stream.</summary>
    protected static void WriteFailures(SweepResult result)
    {
        foreach (var line in SweepSentences.Failures(result)) Console.Error.WriteLine(line);
    }
}

/// <summary>Plain lines for a pipe or a file; with quiet, only the result.</summary>
internal sealed class PlainSweepDisplay(TextWriter output, bool quiet) : SweepDisplay, ISweepListener
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    private SweepStart? _start;
    private TimeSpan _said;

    public override SweepResult Show(Func<ISweepListener, SweepResult> sweep)
    {
        var result = sweep(this);
        WriteFailures(result);
        foreach (var line in SweepSentences.Ending(result)) output.WriteLine(line);
        return result;
    }

    public void Started(SweepStart start)
    {
        _start = start;
        if (!quiet) output.WriteLine(SweepSentences.Of(start));
    }

    public void Progressed(SweepProgress progress)
    {
        if (quiet || progress.Elapsed - _said < Interval) return;
        _said = progress.Elapsed;
        output.WriteLine(SweepSentences.Of(progress));
    }

    public void RunEnded(SweptRun run)
    {
        if (!quiet) output.WriteLine(SweepSentences.Of(run, _start!));
    }

    public void Remarked(string sentence) => Console.Error.WriteLine(sentence);
}

/// <summary>A line for each run on a terminal, and a progress line below.</summary>
internal sealed class LiveSweepDisplay(IAnsiConsole console) : SweepDisplay, ISweepListener
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    private readonly ProgressLine _line = new(console);
    private SweepStart? _start;
    private TimeSpan? _drawn;

    public override SweepResult Show(Func<ISweepListener, SweepResult> sweep)
    {
        var result = _line.Show(() => sweep(this));
        WriteFailures(result);
        foreach (var line in SweepSentences.Ending(result)) console.WriteLine(line);
        return result;
    }

    public void Started(SweepStart start)
    {
        _start = start;
        console.WriteLine(SweepSentences.Of(start));
    }

    public void Progressed(SweepProgress progress)
    {
        if (progress.Elapsed - _drawn < Interval) return;
        _drawn = progress.Elapsed;
        _line.Draw(progress.Done, $" {SweepSentences.Of(progress)}");
    }

    public void RunEnded(SweptRun run) => _line.WriteOver(SweepSentences.Of(run, _start!));

    public void Remarked(string sentence) => _line.WriteOver(sentence);
}

/// <summary>JSON lines for programs: run-finished or run-failed for each run, at the end sweep-completed or sweep-stopped.</summary>
internal sealed class JsonSweepDisplay(TextWriter output) : SweepDisplay, ISweepListener
{
    public override SweepResult Show(Func<ISweepListener, SweepResult> sweep)
    {
        var result = sweep(this);
        output.WriteLine(new JsonObject
        {
            ["event"] = result.StoppedWith is null ? "sweep-completed" : "sweep-stopped",
            ["runs"] = result.Start.Points.Count,
            ["ended"] = result.Runs.Count,
            ["failed"] = result.Failed.Count(),
            ["kept"] = result.Runs.Count(run => run.IsKept),
            ["seconds"] = Math.Round(result.Elapsed.TotalSeconds, 3),
            ["directory"] = result.Start.Directory,
        }.ToJsonString());
        WriteFailures(result);
        return result;
    }

    public void RunEnded(SweptRun run)
    {
        var line = new JsonObject
        {
            ["event"] = run.State == RunState.Failed ? "run-failed" : "run-finished",
            ["run"] = run.Point.Name,
            ["kept"] = run.IsKept,
            ["values"] = new JsonObject(run.Point.Values.Select(value => KeyValuePair.Create(value.Key, (JsonNode?)value.Value))),
            ["seed"] = run.Point.Configuration.Settings.Seed,
            ["exitCode"] = (int)run.Code,
        };
        if (run.Why.Length > 0) line["why"] = run.Why;
        if (run.Summary is { } summary) RunJson.Put(summary, line);
        output.WriteLine(line.ToJsonString());
    }

    public void Remarked(string sentence) => Console.Error.WriteLine(sentence);
}
