using System.Globalization;
using System.Text.Json.Nodes;
using ActorBackprop.Cli.Displays;
using ActorBackprop.Lab.Collecting;
using ActorBackprop.Learning;
using Spectre.Console;

namespace ActorBackprop.Cli.Sweeping;

/// <summary>Shows runs side by side as tables.</summary>
internal static class RunTables
{
    private const int HashDigits = 12;

    private static readonly (string Name, Func<RunSummary, string> Of)[] Results =
    [
        ("epochs", run => $"{run.Epochs.Count}"),
        ("cost", run => run.Last is { } last ? Sentences.Number(last.Cost) : ""),
        ("test", run => run.Last is { } last ? Percent(last.TestAccuracy) : ""),
        ("best test", run => run.BestTestAccuracy is { } best ? Percent(best) : ""),
        ("seconds", run => run.Seconds is { } seconds ? seconds.ToString("0.00", CultureInfo.InvariantCulture) : ""),
        ("samples/s", run => run.SamplesPerSecond is { } rate ? rate.ToString("N0", CultureInfo.InvariantCulture) : ""),
    ];

    /// <summary>Shows a row for each run.</summary>
    public static void List(Screen screen, RunSet collection)
    {
        var varied = collection.Varied;
        var table = screen.Table(["<run", "<state", .. varied, "seed", .. Results.Select(result => result.Name), "<times", "<weights"]);
        foreach (var run in collection.Runs)
            Add(table, [run.Name, State(run), .. varied.Select(key => RunValue.Of(run, key)), Seed(run),
                .. Results.Select(result => result.Of(run)), run.Times.Name(), Weights(run)]);
        screen.Write(table);
    }

    /// <summary>Shows a column for each run.</summary>
    public static void Compare(Screen screen, IReadOnlyList<RunSummary> runs)
    {
        var table = screen.Table(["<", .. runs.Select(run => OneLine.Of(run.Name))]);
        void Row(string name, Func<RunSummary, string> of) => Add(table, [name, .. runs.Select(of)]);

        Row("state", State);
        foreach (var key in RunValue.Varied(runs)) Row(key, run => RunValue.Of(run, key));
        Row("seed", Seed);
        foreach (var (name, of) in Results) Row(name, of);
        Row("validation", run => run.Last?.ValidationAccuracy is { } accuracy ? Percent(accuracy) : "");
        Row("compute", run => run.Record.Time is { } time ? $"{time.Compute:P0}" : "");
        Row("wire", run => run.Record.Time is { } time ? $"{time.Wire:P0}" : "");
        Row("wait", run => run.Record.Time is { } time ? $"{time.Wait:P0}" : "");
        Row("times", run => run.Times.Name());
        Row("weights", Weights);
        screen.Write(table);
    }

    private static string State(RunSummary run) => run.StateName;

    private static string Seed(RunSummary run) => run.Settings.Seed.ToString(CultureInfo.InvariantCulture);

    private static string Percent(double share) => (share * 100).ToString("0.00 '%'", CultureInfo.InvariantCulture);

    private static string Weights(RunSummary run) => run.Record.WeightsSha256 is { } hash ? hash[..Math.Min(HashDigits, hash.Length)] : "";

    private static void Add(Table table, string[] cells) => table.AddRow([.. cells.Select(cell => new Text(OneLine.Of(cell)))]);
}

/// <summary>Writes the results of a run as JSON.</summary>
internal static class RunJson
{
    /// <summary>Adds the results to an object.</summary>
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
