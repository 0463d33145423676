using System.CommandLine;
using System.Text.Json.Nodes;
using ActorBackprop.Cli.Displays;
using ActorBackprop.Cli.Sweeping;
using ActorBackprop.Lab.Collecting;
using ActorBackprop.Runs;

namespace ActorBackprop.Cli.Commands;

/// <summary>actorbackprop runs: list, compare.</summary>
internal static class RunsCommand
{
    public static Command Create() => new("runs", "Compares the results of runs")
    {
        List(),
        Compare(),
    };

    private static Option<bool> Json() => new("--json") { Description = "A JSON line for each run on standard output, nothing else" };

    private static Command List()
    {
        Argument<string> directory = new("DIR") { Description = "Where the runs are, also in directories below", DefaultValueFactory = _ => "runs" };
        var json = Json();
        var command = new Command("list", "A line for each run: what differs, and what it came to") { directory.NoFlag() };
        command.Options.Add(json);
        command.SetAction(parsed =>
        {
            var collection = RunSet.Open(parsed.GetRequiredValue(directory));
            foreach (var remark in collection.Remarks) Console.Error.WriteLine(OneLine.Of(remark));
            if (parsed.GetValue(json)) Write(collection.Runs, collection.Varied);
            else RunTables.List(Screen.Create(), collection);
            return (int)ExitCode.Ok;
        });
        return command;
    }

    private static Command Compare()
    {
        Argument<string[]> runs = new("RUN") { Description = "Directories of two runs or more", Arity = ArgumentArity.OneOrMore };
        var json = Json();
        var command = new Command("compare", "A column for each run: what differs, and what it came to") { runs };
        command.Options.Add(json);
        command.SetAction(parsed =>
        {
            var read = RunSet.Read(parsed.GetRequiredValue(runs));
            if (parsed.GetValue(json)) Write(read, RunValue.Varied(read));
            else RunTables.Compare(Screen.Create(), read);
            return (int)ExitCode.Ok;
        });
        return command;
    }

    private static void Write(IEnumerable<RunSummary> runs, IReadOnlyList<string> varied)
    {
        foreach (var run in runs)
        {
            var line = new JsonObject
            {
                ["run"] = run.Name,
                ["state"] = run.State.ToString().ToLowerInvariant(),
                ["values"] = new JsonObject(varied.Select(key => KeyValuePair.Create(key, (JsonNode?)RunValue.Of(run, key)))),
                ["seed"] = run.Settings.Seed,
            };
            RunJson.Put(run, line);
            Console.WriteLine(line.ToJsonString());
        }
    }
}
