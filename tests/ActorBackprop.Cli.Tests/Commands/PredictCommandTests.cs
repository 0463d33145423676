using System.Diagnostics;
using System.Text.Json.Nodes;
using ActorBackprop.Cli.Tests.Images;
using ActorBackprop.Learning.Reference;
using ActorBackprop.Runs;
using ActorBackprop.Runs.Training;
using ActorBackprop.Testing;

namespace ActorBackprop.Cli.Tests.Commands;

[Collection(nameof(OneConsole))]
public sealed class PredictCommandTests(TrainedFixture trained) : IClassFixture<TrainedFixture>
{
    [Theory]
    [InlineData(0), InlineData(8), InlineData(9999)]
    public void A_test_image_is_answered_as_the_reference_network_answers(int index)
    {
        var opened = TrainedNetwork.Open(trained.Run);
        var expected = ReferenceNetwork.FromCanonical(opened.Network, opened.CanonicalParameters)
            .Forward([.. trained.Digits.Test.Pixels(index).ToArray().Select(pixel => pixel / 255.0)]).A[^1];
        var report = Json($"{index}");
        Assert.Equal(trained.Digits.Test.Label(index), report["truth"]!.GetValue<int>());
        Assert.Equal(Array.IndexOf(expected, expected.Max()), report["answer"]!.GetValue<int>());
        var found = report["activations"]!.AsArray().Select(a => a!.GetValue<double>()).ToArray();
        for (var j = 0; j < 10; j++) Assert.Equal(expected[j], found[j], 1e-6);
    }

    [Fact]
    public void Predict_prints_the_digit_ten_bars_the_answer_and_the_verdict()
    {
        var (output, answer) = (InProcess.Ok("predict", "0", "--run", trained.Run), Json("0")["answer"]!.GetValue<int>());
        Assert.Contains("@", output, StringComparison.Ordinal);
        Assert.Single(output.Split('\n'), line => line.EndsWith(" <", StringComparison.Ordinal)
            && line.StartsWith($"  {answer}   0.", StringComparison.Ordinal));
        for (var j = 0; j < 10; j++) Assert.Contains($"\n  {j}  ", output, StringComparison.Ordinal);
        Assert.Contains($"answers {answer}.", output, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', output);
    }

    /// <summary>Dark ink on a light page, three times as large: back to what the data set has, and to its answer.</summary>
    [Theory]
    [InlineData(0), InlineData(1), InlineData(2), InlineData(3), InlineData(18)]
    public void A_magnified_digit_on_a_light_background_is_classified_like_the_original(int index)
    {
        var page = new byte[84 * 84];
        for (var i = 0; i < page.Length; i++) page[i] = (byte)(255 - trained.Digits.Test.Pixels(index)[i / 84 / 3 * 28 + i % 84 / 3]);
        var (original, report) = (Json($"{index}"), Json(Png(page, 84)));
        Assert.Equal(original["answer"]!.GetValue<int>(), report["answer"]!.GetValue<int>());
        Assert.Null(report["truth"]);
        Assert.Equal("inverted, because its background is light, then scaled and centred to 28×28 (from 84×84 pixels)",
            report["preparation"]!.GetValue<string>());
        for (var j = 0; j < 10; j++)
            Assert.Equal(original["activations"]![j]!.GetValue<double>(), report["activations"]![j]!.GetValue<double>(), 0.3);
    }

    [Fact]
    public void An_image_as_the_data_set_has_it_is_taken_as_it_is()
    {
        var (original, report) = (Json("4"), Json(Png(trained.Digits.Test.Pixels(4).ToArray(), 28)));
        Assert.Equal("used unchanged", report["preparation"]!.GetValue<string>());
        Assert.Equal(original["activations"]!.ToJsonString(), report["activations"]!.ToJsonString());
    }

    [Fact]
    public void A_blank_page_is_refused() => Assert.EndsWith(
        ": expected a digit that stands out from its background, found none, or one smaller than a twentieth of the picture; "
            + "fill the picture with the digit.",
        InProcess.Refusal(ExitCode.Data, "predict", Png([.. Enumerable.Repeat((byte)200, 900)], 30), "--run", trained.Run), StringComparison.Ordinal);

    [Fact]
    public void A_file_that_is_no_picture_is_refused_with_3()
    {
        var path = trained.At("notes.png");
        File.WriteAllText(path, "not a picture, but long enough to be one");
        Assert.Equal($"{path}, byte 0: expected a picture as PNG, JPEG or BMP, found something else.",
            InProcess.Refusal(ExitCode.Data, "predict", path, "--run", trained.Run));
    }

    [Fact]
    public void Each_picture_of_a_directory_gets_a_line_and_a_bad_one_is_skipped()
    {
        var directory = Directory.CreateDirectory(trained.At("pictures")).FullName;
        foreach (var index in new[] { 3, 1, 2 })
            File.WriteAllBytes(Path.Combine(directory, $"{index}.png"), PngWriter.Write(trained.Digits.Test.Pixels(index).ToArray(), 28, 28));
        File.WriteAllText(Path.Combine(directory, "notes.txt"), "no picture");
        var expected = Enumerable.Range(1, 3).Select(index => Json($"{index}")["answer"]!.GetValue<int>()).ToArray();

        var lines = InProcess.Ok("predict", directory, "--run", trained.Run).TrimEnd().Split('\n');
        Assert.Equal(expected.Index().Select(one => $"{one.Index + 1}.png  {one.Item}"), lines.Select(line => line[..^8]));
        var events = InProcess.Ok("predict", directory, "--run", trained.Run, "--json").TrimEnd().Split('\n').Select(line => JsonNode.Parse(line)!);
        Assert.Equal(expected, events.Select(one => one["answer"]!.GetValue<int>()));

        File.WriteAllBytes(Path.Combine(directory, "0.png"), PngWriter.Write(new byte[784], 28, 28));
        var (code, output, error) = InProcess.Run("predict", directory, "--run", trained.Run);
        Assert.Equal((ExitCode.Data, 3), (code, output.TrimEnd().Split('\n').Length));
        Assert.Contains("0.png: expected a digit that stands out", error, StringComparison.Ordinal);
    }

    [LinuxFact("named pipes that mkfifo makes, and any character in the name of a file")]
    public void A_pipe_in_a_directory_is_refused_and_a_name_cannot_command_the_terminal()
    {
        var directory = Directory.CreateDirectory(trained.At("odd")).FullName;
        string At(string name) => Path.Combine(directory, name);
        var digit = PngWriter.Write(trained.Digits.Test.Pixels(1).ToArray(), 28, 28);
        File.WriteAllBytes(trained.At("linked.png"), digit);
        File.CreateSymbolicLink(At("link.png"), trained.At("linked.png"));
        File.WriteAllBytes(At("a\u001b[2Jb\n.png"), digit);
        File.WriteAllText(At("bad\u001b[2J.png"), "no picture at all");
        using (var mkfifo = Process.Start("mkfifo", [At("pipe.png")])) mkfifo.WaitForExit();
        File.CreateSymbolicLink(At("to-pipe.png"), At("pipe.png"));

        var (code, output, error) = InProcess.Run("predict", directory, "--run", trained.Run);
        Assert.Equal(ExitCode.Data, code);
        Assert.Equal(["a?[2Jb?.png", "link.png"], output.TrimEnd().Split('\n').Select(line => line.Split(' ')[0]));
        const string Irregular = "expected a picture file, found an empty file, or not a regular file.";
        Assert.Equal(
            [
                $"{At("bad?[2J.png")}, byte 0: expected a picture as PNG, JPEG or BMP, found something else.",
                $"{At("pipe.png")}: {Irregular}",
                $"{At("to-pipe.png")}: {Irregular}",
            ],
            error.TrimEnd().Split('\n'));
        Assert.StartsWith($"{At("a?[2Jb?.png")}, used unchanged:\n", InProcess.Ok("predict", At("a\u001b[2Jb\n.png"), "--run", trained.Run),
            StringComparison.Ordinal);
        Assert.StartsWith($"{At("bad?[2J.png")}, byte 0:",
            InProcess.Refusal(ExitCode.Data, "predict", At("bad\u001b[2J.png"), "--run", trained.Run), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("10000"), InlineData("99999999999")]
    public void An_index_beyond_the_test_set_is_refused_with_2(string index) => Assert.Equal(
        $"{index}: the test set has images 0 to 9999; for a file of that name write ./{index}.",
        InProcess.Refusal(ExitCode.Usage, "predict", index, "--run", trained.Run));

    private JsonNode Json(string image) => JsonNode.Parse(InProcess.Ok("predict", image, "--run", trained.Run, "--json"))!;

    private string Png(byte[] pixels, int columns)
    {
        var path = trained.At("digit.png");
        File.WriteAllBytes(path, PngWriter.Write(pixels, columns, pixels.Length / columns));
        return path;
    }
}
