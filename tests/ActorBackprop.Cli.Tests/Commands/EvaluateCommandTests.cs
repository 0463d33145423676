using System.Text.Json.Nodes;
using ActorBackprop.Learning.Data;
using ActorBackprop.Learning.Reference;
using ActorBackprop.Runs;
using ActorBackprop.Runs.Training;
using ActorBackprop.Testing;

namespace ActorBackprop.Cli.Tests.Commands;

[Collection(nameof(OneConsole))]
public sealed class EvaluateCommandTests(TrainedFixture trained) : IClassFixture<TrainedFixture>
{
    [Fact]
    public void Accuracy_confusion_and_worst_mistakes_match_the_reference_network()
    {
        var (confusion, costs) = Count(trained.Digits.Test);
        var report = JsonNode.Parse(InProcess.Ok("evaluate", "--run", trained.Run, "--json", "--worst", "3"))!;
        var correct = Enumerable.Range(0, 10).Sum(digit => confusion[digit][digit]);
        Assert.Equal(confusion, report["confusion"]!.AsArray().Select(row => row!.AsArray().Select(count => count!.GetValue<int>()).ToArray()));
        Assert.Equal((correct, 10_000, correct / 10_000.0),
            (report["correct"]!.GetValue<int>(), report["images"]!.GetValue<int>(), report["accuracy"]!.GetValue<double>()));
        Assert.Equal(costs.Average(image => image.Cost), report["cost"]!.GetValue<double>(), 1e-6);
        Assert.Equal(costs.Where(image => image.Wrong).OrderByDescending(image => image.Cost).Take(3).Select(image => image.Index),
            report["worst"]!.AsArray().Select(image => image!["index"]!.GetValue<int>()));
    }

    [Fact]
    public void The_text_output_has_the_same_numbers_in_aligned_columns()
    {
        var output = InProcess.Ok("evaluate", "--run", trained.Run, "--worst", "1");
        var report = JsonNode.Parse(InProcess.Ok("evaluate", "--run", trained.Run, "--json"))!;
        Assert.Contains($"{report["accuracy"]!.GetValue<double>():P2} right ({report["correct"]!.GetValue<int>():N0}; 95 % interval ", output, StringComparison.Ordinal);
        var lines = output.Split('\n').ToList();
        var header = lines.FindIndex(line => line.TrimStart().StartsWith("0 ", StringComparison.Ordinal) && line.Contains("right", StringComparison.Ordinal));
        for (var digit = 0; digit < 10; digit++)
        {
            var cells = lines[header + 1 + digit].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            Assert.Equal([$"{digit}", .. report["confusion"]![digit]!.AsArray().Select(count => count!.GetValue<int>() is var n and > 0 ? $"{n}" : ".")], cells[..11]);
            Assert.Equal(lines[header].Length, lines[header + 1 + digit].Length);
        }
        Assert.Contains($"image {report["worst"]![0]!["index"]}: ", output, StringComparison.Ordinal);
        Assert.Contains("@", output, StringComparison.Ordinal); // drawn in ASCII
        Assert.DoesNotContain('\u001b', output);
        Assert.DoesNotContain('▀', output);
    }

    [Fact]
    public void Validation_and_training_are_the_parts_the_run_had()
    {
        foreach (var (set, images) in new[] { ("validation", trained.Digits.Training.Slice(50_000, 10_000)), ("training", trained.Digits.Training.Slice(0, 50_000)) })
        {
            var report = JsonNode.Parse(InProcess.Ok("evaluate", "--run", trained.Run, "--on", set, "--json"))!;
            Assert.Equal(images.Count, report["images"]!.GetValue<int>());
            var labels = Enumerable.Range(0, images.Count).CountBy(images.Label).ToDictionary();
            for (var digit = 0; digit < 10; digit++)
                Assert.Equal(labels[digit], report["confusion"]![digit]!.AsArray().Sum(count => count!.GetValue<int>()));
        }
    }

    [Fact]
    public void Other_data_are_measured_where_they_fit_and_refused_where_not()
    {
        using var small = new SmallDigits();
        Assert.Contains("an image has 64 pixels", InProcess.Refusal(ExitCode.Usage, "evaluate", "--run", trained.Run, "--data", small.Data), StringComparison.Ordinal);
        var run = small.At("run");
        InProcess.Ok("train", "--data", small.Data, "--layers", SmallDigits.Layers, "--epochs", "3", "--sequential", "--quiet", "--validation", "0", "--out", run);
        var other = small.Write("other", 20, 30, seed: 2);
        Assert.Equal(30, JsonNode.Parse(InProcess.Ok("evaluate", "--run", run, "--data", other, "--json"))!["images"]!.GetValue<int>());
        Assert.Contains("held out no images", InProcess.Refusal(ExitCode.Usage, "evaluate", "--run", run, "--on", "validation"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--worst: expected 0 or more", "--worst", "-1")]
    [InlineData("no-such-run is not the directory of a run", "--run", "no-such-run")]
    public void Invalid_flags_are_refused(string sentence, params string[] flags) =>
        Assert.StartsWith(sentence, InProcess.Refusal(ExitCode.Usage, ["evaluate", .. flags]), StringComparison.Ordinal);

    private (int[][] Confusion, List<(int Index, bool Wrong, double Cost)> Costs) Count(Dataset images)
    {
        var opened = TrainedNetwork.Open(trained.Run);
        var reference = ReferenceNetwork.FromCanonical(opened.Network, opened.CanonicalParameters);
        var confusion = Enumerable.Range(0, 10).Select(_ => new int[10]).ToArray();
        var costs = new List<(int, bool, double)>();
        for (var i = 0; i < images.Count; i++)
        {
            var a = reference.Forward([.. images.Pixels(i).ToArray().Select(pixel => pixel / 255.0)]).A[^1];
            var y = new double[10];
            y[images.Label(i)] = 1;
            var answer = Array.IndexOf(a, a.Max());
            confusion[images.Label(i)][answer]++;
            costs.Add((i, answer != images.Label(i), a.Zip(y).Sum(pair => (pair.First - pair.Second) * (pair.First - pair.Second))));
        }
        return (confusion, costs);
    }
}
