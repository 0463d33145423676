using System.Text.Json;
using System.Text.Json.Nodes;
using ActorBackprop.Runs.Files;
using ActorBackprop.Runs.Training;

namespace ActorBackprop.Cli.Displays;

/// <summary>JSON lines for programs: epoch-completed for each epoch, at the end run-completed, run-stopped and so on.</summary>
internal sealed class JsonDisplay(TextWriter output) : Display, IRunListener
{
    public override RunResult Show(Func<IRunListener, RunResult> run)
    {
        var result = run(this);
        output.WriteLine(Last(result));
        if (Sentences.IsFailure(result)) Console.Error.WriteLine(Sentences.Ending(result));
        return result;
    }

    public void EpochCompleted(EpochMetrics metrics) => output.WriteLine(metrics.ToJson());

    public void Remarked(string sentence) => Console.Error.WriteLine(sentence);

    private static string Last(RunResult result)
    {
        var workers = result.Statistics.Workers;
        var last = new JsonObject
        {
            ["event"] = "run-" + JsonNamingPolicy.KebabCaseLower.ConvertName(result.End.ToString()),
            ["weightsSha256"] = result.WeightsSha256,
            ["testAccuracy"] = result.TestAccuracy,
            ["bestTestAccuracy"] = result.BestTestAccuracy,
            ["epochs"] = result.Epochs,
            ["steps"] = result.Steps,
            ["samplesPerSecond"] = Math.Round(result.SamplesPerSecond, 1),
            ["workers"] = workers.Count,
            ["samplesByWorker"] = new JsonArray([.. workers.Select(worker => (JsonNode)worker.Samples)]),
            ["refused"] = new JsonObject(result.Statistics.Refused.Select(pair =>
                new KeyValuePair<string, JsonNode?>(JsonNamingPolicy.CamelCase.ConvertName(pair.Key.ToString()), pair.Value))),
            ["resumedFromStep"] = result.Start.ResumedFromStep,
            ["stoppedEarly"] = result.StoppedEarly,
            ["directory"] = result.Start.Directory,
        };
        if (!result.Start.Sequential)
            (last["bytesUpwards"], last["bytesDownwards"]) = (result.Statistics.BytesUpwards, result.BytesDownwards);
        if (!result.Start.IsSynchronous)
        {
            last["mode"] = result.Start.Settings.ModeName;
            last["partsDropped"] = result.Statistics.PartsDropped;
            last["staleness"] = new JsonArray([.. result.Statistics.Staleness.Select(count => (JsonNode)count)]);
        }
        if (TimeSplit.Of(result.Statistics) is { } split && !result.Start.Sequential)
            last["time"] = new JsonObject
            {
                ["compute"] = Math.Round(split.Compute, 4),
                ["wire"] = Math.Round(split.Wire, 4),
                ["wait"] = Math.Round(split.Wait, 4),
            };
        if (result.Simulation is { } simulation)
        {
            last["level"] = result.Start.Simulation!.World.Title;
            last["eventsSha256"] = simulation.EventsSha256;
            last["virtualSeconds"] = simulation.Virtual.TotalSeconds;
            last["events"] = simulation.Events;
            last["eventsPerSecond"] = Math.Round(simulation.EventsPerSecond, 1);
            last["faults"] = new JsonObject(simulation.Faults.Select(pair => new KeyValuePair<string, JsonNode?>(pair.Key, pair.Value)));
            last["validated"] = simulation.IsValidated;
            last["validity"] = simulation.Validity;
        }
        if (result.Cluster is { } cluster) (last["processes"], last["restarts"]) = (cluster.Processes, cluster.Restarts);
        if (result.Cluster is { ResidualsLost: { } lost }) last["residualsLost"] = lost;
        if (result.BestOnValidation is { } best)
            (last["bestEpoch"], last["bestValidationAccuracy"]) = (best.Epoch, best.ValidationAccuracy);
        if (result.Why.Length > 0) last["why"] = result.Why;
        return last.ToJsonString();
    }
}
