using System.Globalization;
using System.Text.Json.Nodes;
using ActorBackprop.Runs;

namespace ActorBackprop.Cli.Tests.Commands;

[Collection(nameof(OneConsole))]
public sealed class GradcheckCommandTests : IDisposable
{
    private static readonly string Cases = Path.Combine(Repository.Root, "tests/ActorBackprop.Learning.Tests/cases/pytorch-gradients.json");

    private readonly string _path = Path.GetTempFileName();

    [Theory]
    [InlineData("float", 1e-6), InlineData("double", 1e-13)]
    public void Eighteen_of_eighteen_cases_pass(string precision, double most)
    {
        var output = InProcess.Ok("gradcheck", "--cases", Cases, "--precision", precision);
        Assert.Contains("18 of 18 cases within 1.00e-05.", output, StringComparison.Ordinal);
        Assert.Equal(18, output.Split(" ok").Length - 1);
        Assert.InRange(Error(output), 0, most);
    }

    [Theory]
    [InlineData("biases", "float"), InlineData("biases", "double"), InlineData("expected", "float")]
    public void A_bias_altered_by_a_hundredth_fails_with_7(string where, string precision)
    {
        var json = JsonNode.Parse(File.ReadAllText(Cases))!;
        var one = json["cases"]![4]!;
        var biases = where == "biases" ? one["biases"]! : one["expected"]!["biasGradients"]!;
        biases[1]![0] = biases[1]![0]!.GetValue<double>() + 0.01;
        File.WriteAllText(_path, json.ToJsonString());
        var (code, output, _) = InProcess.Run("gradcheck", "--cases", _path, "--precision", precision);
        Assert.Equal(ExitCode.WrongBits, code);
        Assert.Equal(7, (int)code);
        Assert.Contains("17 of 18 cases", output, StringComparison.Ordinal);
        Assert.Single(output.Split('\n'), line => line.Contains("WRONG", StringComparison.Ordinal));
        Assert.True(Error(output) > 1e-5);
    }

    [Fact]
    public void The_tolerance_decides()
    {
        Assert.Equal(ExitCode.WrongBits, InProcess.Run("gradcheck", "--cases", Cases, "--tolerance", "1e-9").Code);
        Assert.Equal(ExitCode.Ok, InProcess.Run("gradcheck", "--cases", Cases, "--tolerance", "1e-9", "--precision", "double").Code);
    }

    [Fact]
    public void JSON_has_every_case()
    {
        var report = JsonNode.Parse(InProcess.Ok("gradcheck", "--cases", Cases, "--json"))!;
        Assert.True(report["passed"]!.GetValue<bool>());
        Assert.Equal(18, report["cases"]!.AsArray().Count);
        Assert.Equal(report["maxRelativeError"]!.GetValue<double>(),
            report["cases"]!.AsArray().Max(one => one!["maxRelativeError"]!.GetValue<double>()));
    }

    [Theory]
    [InlineData("{\"cases\": [{}]}", "case 1, layers: expected this key, found none.")]
    [InlineData("{\"cases\": [{\"layers\": [2, \"x\"]}]}", "case 1, layers[1]: expected a finite number, found \"x\".")]
    [InlineData("nothing", "line 1: expected JSON, found something else.")]
    public void A_malformed_file_ends_with_3_and_one_sentence(string text, string sentence)
    {
        File.WriteAllText(_path, text);
        Assert.Equal($"{_path}, {sentence}", InProcess.Refusal(ExitCode.Data, "gradcheck", "--cases", _path));
    }

    [Fact]
    public void Flags_choose_the_network_to_check()
    {
        var output = InProcess.Ok("gradcheck", "--layers", "5,4,3", "--activation", "relu", "--cost", "softmax-cross-entropy", "--seed", "9");
        Assert.Contains("5-4-3, softmax-cross-entropy, inverse-sqrt, seed 9", output, StringComparison.Ordinal);
        Assert.Contains("5 → 4 relu", output, StringComparison.Ordinal);
        Assert.Contains("4 → 3 softmax", output, StringComparison.Ordinal);
        Assert.InRange(Error(output), 0, 1e-5);
        Assert.NotEqual(output, InProcess.Ok("gradcheck", "--layers", "5,4,3", "--activation", "relu", "--cost", "softmax-cross-entropy"));
        Assert.Equal(ExitCode.WrongBits, InProcess.Run("gradcheck", "--layers", "5,4,3", "--tolerance", "0").Code);
    }

    [Theory]
    [InlineData("--tolerance: expected a number of 0 or more, found -1.", "--tolerance", "-1")]
    [InlineData("--precision requires --cases FILE; without it a network is checked in both precisions.", "--precision", "double")]
    [InlineData("layers: 53,000,600 parameters are too many for central differences; use a network of at most 20,000,000.",
        "--layers", "9999,5000,600")]
    public void Invalid_flags_are_refused(string sentence, params string[] flags) =>
        Assert.Equal(sentence, InProcess.Refusal(ExitCode.Usage, ["gradcheck", .. flags]));

    public void Dispose() => File.Delete(_path);

    private static double Error(string output)
    {
        var line = Assert.Single(output.Split('\n'), line => line.StartsWith("max-relative-error: ", StringComparison.Ordinal));
        return double.Parse(line.AsSpan("max-relative-error: ".Length), CultureInfo.InvariantCulture);
    }
}
