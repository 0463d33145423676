using System.Text.Json.Nodes;
using ActorBackprop.Lab.Collecting;
using ActorBackprop.Learning;

namespace ActorBackprop.Cli.Sweeping;

/// <summary>What a run came to, as JSON.</summary>
internal static class RunJson
{
    /// <summary>Puts it into an object.</summary>
    public static void Put(RunSummary run, JsonObject onto)
    {
        onto["host"] = Names.Of(run.Host);
        if (run.World is not null) onto["level"] = run.LevelName;
        onto["times"] = run.Times.Name();
        onto["epochs"] = run.Epochs.Count;
        onto["cost"] = run.Last?.Cost;
        onto["testAccuracy"] = run.Last?.TestAccuracy;
        onto["bestTestAccuracy"] = run.BestTestAccuracy;
        onto["validationAccuracy"] = run.Last?.ValidationAccuracy;
        onto["seconds"] = run.Seconds;
        if (run.IsResumed) onto["resumed"] = true;
        onto["samplesPerSecond"] = run.SamplesPerSecond is { } rate ? Math.Round(rate, 1) : null;
        onto["weightsSha256"] = run.Record.WeightsSha256;
    }
}
