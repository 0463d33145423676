using System.Text.Json.Nodes;
using ActorBackprop.Lab.Collecting;
using ActorBackprop.Lab.Sweeping;

namespace ActorBackprop.Cli.Sweeping;

/// <summary>JSON lines for programs: a run-finished or run-failed for each run, and last a sweep-completed or sweep-stopped.</summary>
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
        foreach (var line in SweepSentences.Failures(result)) Console.Error.WriteLine(line);
        return result;
    }

    public void Started(SweepStart start)
    {
    }

    public void Progressed(SweepProgress progress)
    {
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
