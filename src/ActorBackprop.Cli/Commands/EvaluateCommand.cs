using System.CommandLine;
using System.Text.Json.Nodes;
using ActorBackprop.Cli.Displays;
using ActorBackprop.Learning.Data;
using ActorBackprop.Learning.Diagnostics;
using ActorBackprop.Runs.Training;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace ActorBackprop.Cli.Commands;

/// <summary>actorbackprop evaluate: accuracy, cost, confusion matrix and worst mistakes of a trained network.</summary>
internal static class EvaluateCommand
{
    private const string Test = "test", Validation = "validation", Training = "training";

    public static Command Create()
    {
        var command = new Command("evaluate", "Evaluates a trained network: accuracy, cost, confusion matrix, worst mistakes");
        var run = new RunOption(command);
        var on = Flags.Choice("--on", "Images to evaluate", Test, Validation, Training);
        var other = Flags.Text("--data", "DIR", "Directory of images other than those it was trained on");
        var worst = Flags.Number("--worst", "IMAGES", "Number of worst mistakes to draw", 4);
        var (ascii, json) = (Flags.Ascii(), Flags.Switch("--json", "Print only one JSON object to standard output"));
        command.Add(on, other, worst, ascii, json);
        command.SetAction(parsed =>
        {
            var (set, count) = (parsed.GetRequiredValue(on), parsed.InRange(worst, 0));
            var trained = run.Open(parsed);
            var data = trained.Prepare(parsed.GetValue(other) is { } directory ? Path.GetFullPath(directory) : null).Data;
            var images = Images(set, data);
            var result = ClassificationReport.Of(trained.Network, trained.Parameters, images);
            if (parsed.GetValue(json)) Console.WriteLine(Json(trained, set, result, count).ToJsonString());
            else Show(Screen.Create(parsed.GetValue(ascii)), trained, set, result, images, count);
        });
        return command;
    }

    private static Dataset Images(string set, DataSets data) => set switch
    {
        Test => data.Test,
        Training => data.Training,
        _ => data.Validation ?? throw Usage.Error("--on validation: the run held out no images for validation; use test or training."),
    };

    private static JsonObject Json(TrainedNetwork trained, string set, ClassificationReport result, int worst)
    {
        var (low, high) = WilsonInterval.Of(result.Correct, result.Images.Count);
        return new JsonObject
        {
            ["event"] = "evaluated",
            ["directory"] = trained.Directory,
            ["step"] = trained.Steps,
            ["on"] = set,
            ["images"] = result.Images.Count,
            ["correct"] = result.Correct,
            ["accuracy"] = result.Accuracy,
            ["accuracy95"] = new JsonArray(low, high),
            ["cost"] = double.IsFinite(result.Cost) ? result.Cost : null,
            ["confusion"] = new JsonArray([.. result.Confusion().Select(row => new JsonArray([.. row.Select(count => (JsonNode)count)]))]),
            ["worst"] = new JsonArray([.. result.Worst(worst).Select(image => new JsonObject
            {
                ["index"] = image.Index,
                ["truth"] = image.Truth,
                ["answer"] = image.Answer,
                ["cost"] = double.IsFinite(image.Cost) ? image.Cost : null,
            })]),
        };
    }

    private static void Show(Screen screen, TrainedNetwork trained, string set, ClassificationReport result, Dataset images, int count)
    {
        var (low, high) = WilsonInterval.Of(result.Correct, result.Images.Count);
        screen.Line($"{trained.Network} after step {trained.Steps:N0} of {trained.Directory}, on {images.Count:N0} {set} images:");
        screen.Line($"{result.Accuracy:P2} right ({result.Correct:N0}; 95 % interval {low:P2} to {high:P2}), mean cost {result.Cost:0.0000}");
        screen.Line();
        screen.Line("Rows: the true class. Columns: the network's answer.");
        screen.Console.Write(Confusion(screen, result.Confusion()));
        var worst = result.Worst(count);
        if (worst.Count == 0) return;
        if (!screen.Blocks) screen.Line(); // the table's last line is empty otherwise
        screen.Line(worst.Count == 1 ? "The worst mistake by cost:" : $"The {worst.Count} worst mistakes by cost:");
        Draw(screen, worst, images);
    }

    private static Table Confusion(Screen screen, int[][] counts)
    {
        var table = screen.Table(["", .. Enumerable.Range(0, counts.Length).Select(answer => $"{answer}"), "right"]);
        foreach (var column in table.Columns) column.Padding = new Padding(0, 0, 1, 0);
        for (var truth = 0; truth < counts.Length; truth++)
        {
            var (row, all) = (counts[truth], counts[truth].Sum());
            IRenderable Cell(int answer) => new Text(row[answer] == 0 ? "." : $"{row[answer]}", StyleOf(answer == truth, row[answer], all));
            table.AddRow([new Text($"{truth}", new Style(decoration: Decoration.Bold)), .. Enumerable.Range(0, counts.Length).Select(Cell),
                new Text(all == 0 ? "" : $"{(double)row[truth] / all:P1}")]);
        }
        return table;
    }

    // The diagonal and the frequent mistakes stand out; the numbers say the same without colours.
    private static Style StyleOf(bool right, int count, int all) =>
        right ? new Style(Color.Green)
        : count == 0 ? new Style(Color.Grey)
        : count * 100 >= all ? new Style(Color.Red, decoration: Decoration.Bold)
        : Style.Plain;

    private static void Draw(Screen screen, IReadOnlyList<ClassifiedImage> worst, Dataset images)
    {
        const int Gap = 3;
        var captionWidth = Math.Max(images.Columns, 24);
        var across = Math.Clamp((screen.Console.Profile.Width + Gap) / (captionWidth + Gap), 1, worst.Count);
        foreach (var row in worst.Chunk(across))
        {
            var grid = new Grid();
            foreach (var _ in row) grid.AddColumn(new GridColumn { NoWrap = true, Width = captionWidth, Padding = new Padding(0, 0, Gap, 1) });
            grid.AddRow([.. row.Select(image => new Rows(
                DigitDrawing.Draw(images, image.Index, screen),
                new Text($"image {image.Index}: a {image.Truth}, not a {image.Answer}"),
                new Text($"{image.Answer}: {image.Activation:0.000}  {image.Truth}: {image.TruthActivation:0.000}")))]);
            screen.Console.Write(grid);
        }
    }
}
