using System.CommandLine;
using System.Text.Json.Nodes;
using ActorBackprop.Cli.Displays;
using ActorBackprop.Cli.Sweeping;
using ActorBackprop.Lab.Collecting;

namespace ActorBackprop.Cli.Commands;

/// <summary>actorbackprop runs: list, compare.</summary>
internal static class RunsCommand
{
    public static Command Create() => new("runs", "Lists runs and compares their results")
    {
        List(),
        Compare(),
    };

    private static Option<bool> Json() => Flags.Switch("--json", "Print only a JSON line per run to standard output");

    private static Command List()
    {
        var directory = new Argument<string>("DIR")
        {
            Description = "Directory to search, including subdirectories",
            DefaultValueFactory = _ => "runs",
        }.NoFlag();
        var json = Json();
        var command = new Command("list", "Lists runs, one per line: differing settings and results") { directory, json };
        command.SetAction(parsed =>
        {
            var collection = RunSet.Open(parsed.GetRequiredValue(directory));
            foreach (var remark in collection.Remarks) Console.Error.WriteLine(OneLine.Of(remark));
            if (parsed.GetValue(json)) Write(collection.Runs, collection.Varied);
            else RunTables.List(Screen.Create(), collection);
        });
        return command;
    }

    private static Command Compare()
    {
        Argument<string[]> runs = new("RUN") { Description = "Directories of two or more runs", Arity = ArgumentArity.OneOrMore };
        var json = Json();
        var command = new Command("compare", "Compares runs, one per column: differing settings and results") { runs, json };
        command.SetAction(parsed =>
        {
            var read = RunSet.Read(parsed.GetRequiredValue(runs));
            if (parsed.GetValue(json)) Write(read, RunValue.Varied(read));
            else RunTables.Compare(Screen.Create(), read);
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
