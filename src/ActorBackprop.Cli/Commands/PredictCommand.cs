using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using ActorBackprop.Cli.Displays;
using ActorBackprop.Cli.Images;
using ActorBackprop.Learning.Data;
using ActorBackprop.Learning.Diagnostics;
using ActorBackprop.Runs;
using ActorBackprop.Runs.Training;
using Spectre.Console;

namespace ActorBackprop.Cli.Commands;

/// <summary>actorbackprop predict: classifies an image, or every picture of a directory.</summary>
internal static class PredictCommand
{
    private const int BarWidth = 40;

    /// <summary>An image to classify.</summary>
    /// <param name="Name">A path, or test image 7.</param>
    /// <param name="Set">The data set that contains it.</param>
    /// <param name="Index">Its index in the set.</param>
    /// <param name="Truth">Its label; null where it is unknown.</param>
    /// <param name="Preparation">How it was prepared, in words.</param>
    private sealed record Picture(string Name, Dataset Set, int Index, int? Truth, string Preparation);

    public static Command Create()
    {
        Argument<string> image = new("IMAGE")
        {
            Description = "A picture file, a directory of pictures, or the index of a test image, from 0 (./7 is a file of that name)",
        };
        var command = new Command("predict",
            "Classifies an image: a picture (PNG, JPEG, BMP), every picture of a directory, or a test image by number") { image };
        var run = new RunOption(command);
        var (ascii, json) = (Flags.Ascii(), Flags.Switch("--json", "Print only JSON to standard output; for a directory, a line per picture"));
        command.Add(ascii, json);
        command.SetAction(parsed =>
        {
            var trained = run.Open(parsed);
            var name = parsed.GetRequiredValue(image);
            if (Directory.Exists(name)) return (int)OfDirectory(trained, name, parsed.GetValue(json));
            var picture = name.All(char.IsAsciiDigit) ? FromTestSet(trained, name) : FromFile(trained, name);
            var activations = Outputs(trained, picture);
            if (parsed.GetValue(json)) Console.WriteLine(Json(trained, picture, activations).ToJsonString());
            else Show(Screen.Create(parsed.GetValue(ascii)), trained, picture, activations);
            return (int)ExitCode.Ok;
        });
        return command;
    }

    private static Picture FromTestSet(TrainedNetwork trained, string name)
    {
        var test = trained.Prepare().Data.Test;
        if (!int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var index) || index >= test.Count)
            throw Usage.Error($"{name}: the test set has images 0 to {test.Count - 1}; for a file of that name write ./{name}.");
        return new Picture($"test image {index}", test, index, test.Label(index), "");
    }

    private static Picture FromFile(TrainedNetwork trained, string path) => FromFile(trained, trained.Inputs(), path);

    private static Picture FromFile(TrainedNetwork trained, InputFormat inputs, string path)
    {
        if (inputs.Side is not { } side)
            throw Usage.Error($"{path}: the network was trained on {inputs.Shape}, but a picture is converted to a square of greys; give the index "
                + "of a test image.");
        var (grey, rows, columns) = PictureFile.Read(path);
        var digit = DigitImage.Prepare(grey, rows, columns, side)
            ?? throw new DataFileException(path, null, "a digit that stands out from its background", "none, or one smaller than a twentieth "
                + "of the picture", "fill the picture with the digit");
        return new Picture(path, inputs.SampleOf(digit.Pixels, trained.Network.Outputs), 0, null, Preparation(digit, rows, columns));
    }

    /// <summary>Prints a line for each picture of a directory, ordered by name; continues after a refused picture.</summary>
    private static ExitCode OfDirectory(TrainedNetwork trained, string directory, bool asJson)
    {
        var paths = Directory.GetFiles(directory).Where(path => PictureFile.Endings.Contains(Path.GetExtension(path).ToLowerInvariant()))
            .Order(StringComparer.Ordinal).ToArray();
        if (paths.Length == 0)
            throw new DataFileException(directory, null, $"pictures ({string.Join(", ", PictureFile.Endings)})", "none");
        var (inputs, exitCode) = (trained.Inputs(), ExitCode.Ok);
        var width = paths.Max(path => Path.GetFileName(path).Length);
        foreach (var path in paths)
            try
            {
                PictureFile.CheckIsRegular(path);
                var picture = FromFile(trained, inputs, path);
                var activations = Outputs(trained, picture);
                var answer = Classification.Answer(activations);
                Console.WriteLine(asJson
                    ? Json(trained, picture, activations).ToJsonString()
                    : FormattableString.Invariant($"{OneLine.Of(Path.GetFileName(path)).PadRight(width)}  {answer}  {activations[answer]:0.0000}"));
            }
            catch (DataFileException refusal)
            {
                exitCode = ExitCode.Data;
                Console.Error.WriteLine(OneLine.Of(refusal.Message));
                if (asJson) Console.WriteLine(new JsonObject { ["event"] = "refused", ["image"] = path, ["why"] = refusal.Message }.ToJsonString());
            }
        return exitCode;
    }

    private static float[] Outputs(TrainedNetwork trained, Picture picture)
    {
        var outputs = Classification.Outputs(trained.Network, trained.Parameters, picture.Set, picture.Index);
        return Array.Exists(outputs, float.IsNaN)
            ? throw new RunException(ExitCode.Diverged, $"{picture.Name}: {trained.Network} of {trained.Directory} has no answer: its outputs "
                + "are not numbers because its weights are too large; train it with a lower --learning-rate.")
            : outputs;
    }

    private static string Preparation(DigitImage digit, int rows, int columns)
    {
        const string Inverted = "inverted, because its background is light";
        var fitted = $"scaled and centred to {digit.Side}×{digit.Side} (from {columns}×{rows} pixels)";
        return (digit.WasInverted, digit.WasFitted) switch
        {
            (false, false) => "used unchanged",
            (true, false) => Inverted,
            (false, true) => fitted,
            (true, true) => $"{Inverted}, then {fitted}",
        };
    }

    private static JsonObject Json(TrainedNetwork trained, Picture picture, float[] activations) => new()
    {
        ["event"] = "predicted",
        ["directory"] = trained.Directory,
        ["step"] = trained.Steps,
        ["image"] = picture.Name,
        ["preparation"] = picture.Preparation,
        ["answer"] = Classification.Answer(activations),
        ["truth"] = picture.Truth,
        ["activations"] = new JsonArray([.. activations.Select(a => float.IsFinite(a) ? (JsonNode)a : null)]),
    };

    private static void Show(Screen screen, TrainedNetwork trained, Picture picture, float[] activations)
    {
        screen.Line($"{OneLine.Of(picture.Name)}{(picture.Preparation.Length > 0 ? $", {picture.Preparation}" : "")}:");
        screen.Console.Write(DigitDrawing.Draw(picture.Set, picture.Index, screen));
        screen.Line();
        var answer = Classification.Answer(activations);
        var largest = Math.Max(1, activations.Max(Math.Abs));
        for (var j = 0; j < activations.Length; j++)
        {
            var length = float.IsFinite(activations[j]) ? (int)Math.Round(Math.Abs(activations[j]) / largest * BarWidth) : 0;
            var bar = new string(screen.Blocks ? '█' : '#', length).PadRight(BarWidth);
            var line = string.Create(CultureInfo.InvariantCulture, $"{j,3}  {activations[j],7:0.0000}  {bar}{(j == answer ? " <" : "")}").TrimEnd();
            screen.Console.Write(new Text(line + "\n", j == answer ? new Style(Color.Green, decoration: Decoration.Bold) : Style.Plain));
        }
        screen.Line();
        var verdict = picture.Truth is not { } truth ? "" : truth == answer ? " Right." : $" Wrong: it is a {truth}.";
        screen.Line(OneLine.Of($"{trained.Network} ({trained.Directory}) answers {answer}.{verdict}"));
    }
}
