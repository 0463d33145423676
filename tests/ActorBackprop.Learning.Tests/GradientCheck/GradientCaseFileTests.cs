using System.Text.Json.Nodes;
using ActorBackprop.Learning.Data;
using ActorBackprop.Learning.GradientCheck;

namespace ActorBackprop.Learning.Tests.GradientCheck;

public sealed class GradientCaseFileTests
{
    [Theory]
    [InlineData("weights", "[[[1]]]", "case 3, weights: expected an array of 2, found 1")]
    [InlineData("weights", "[1, 2]", "case 3, weights[0]: expected an array of 2, found 1")]
    [InlineData("biases", "[[1, 2], [1, 2, 3]]", "case 3, biases[1]: expected an array of 4, found 3")]
    [InlineData("biases", "[[1, 2], [1, 2, 3, \"4\"]]", "case 3, biases[1][3]: expected a finite number, found \"4\"")]
    [InlineData("biases", "[[1, 2], [1, 2, 3, 1e999]]", "case 3, biases[1][3]: expected a finite number, found 1e999")]
    [InlineData("inputs", "[]", "case 3, inputs: expected one or more samples, found none")]
    [InlineData("inputs", "[[1, 2, 3, 4]]", "case 3, inputs[0]: expected an array of 5, found 4")]
    [InlineData("targets", "[[0, 0, 0, 1]]", "case 3, targets: expected an array of 4, found 1")]
    [InlineData("layers", "[5, 2.5, 4]", "case 3, layers[1]: expected a whole number from 1 to 1048576, found 2.5")]
    [InlineData("layers", "[5, 0, 4]", "case 3, layers[1]: expected a whole number from 1 to 1048576, found 0")]
    [InlineData("layers", "[5, 1e6, 1e6]", "case 3, layers: expected a network, found none, since the network has about")]
    [InlineData("layers", "\"5-2-4\"", "case 3, layers: expected an array, found \"5-2-4\"")]
    [InlineData("activations", "[\"tanh\", \"sigmoidal\"]",
        "case 3, activations[1]: expected one of sigmoid, relu, tanh, identity, softmax, found \"sigmoidal\"")]
    [InlineData("cost", "\"loss\"", "case 3, cost: expected one of quadratic, sigmoid-cross-entropy, softmax-cross-entropy, found \"loss\"")]
    [InlineData("expected", "7", "case 3, expected: expected an object, found 7")]
    public void A_wrong_value_is_named_with_its_case_and_key(string key, string value, string sentence)
    {
        var refusal = Refusal(json => json["cases"]![2]![key] = JsonNode.Parse(value));
        Assert.Contains(sentence, refusal, StringComparison.Ordinal);
        Assert.EndsWith(".", refusal, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("weights"), InlineData("biases"), InlineData("inputs"), InlineData("targets"), InlineData("layers")]
    [InlineData("activations"), InlineData("cost"), InlineData("expected")]
    public void A_missing_key_is_named_with_its_case(string key) => Assert.Contains(
        $"case 1, {key}: expected this key, found none.", Refusal(json => json["cases"]![0]!.AsObject().Remove(key)), StringComparison.Ordinal);

    [Fact]
    public void A_missing_expectation_is_named_with_its_path() => Assert.Contains(
        "case 2, expected.biasGradients: expected this key, found none.",
        Refusal(json => json["cases"]![1]!["expected"]!.AsObject().Remove("biasGradients")), StringComparison.Ordinal);

    [Fact]
    public void Outputs_and_cost_may_be_omitted()
    {
        var read = CaseFile.Changed(json =>
        {
            var expected = json["cases"]![0]!["expected"]!.AsObject();
            expected.Remove("outputs");
            expected.Remove("meanCost");
        }, GradientCaseFile.Read)[0];
        var check = CaseCheck.OfKernels(read);
        Assert.Equal((null, null), (check.Outputs, check.MeanCost));
        Assert.InRange(check.Gradients, 0, 1e-6);
    }

    [Theory]
    [InlineData("", "line 1: expected JSON")]
    [InlineData("{\"cases\": [\n{]}", "line 2: expected JSON")]
    [InlineData("[]", "expected an object, found []")]
    [InlineData("{}", "cases: expected this key, found none")]
    [InlineData("{\"cases\": []}", "cases: expected one or more cases, found none")]
    [InlineData("{\"cases\": 1, \"cases\": 2}", "expected JSON")]
    public void A_file_of_another_form_is_refused_with_a_sentence(string text, string sentence)
    {
        var refusal = CaseFile.Written(text, path => Assert.Throws<DataFileException>(() => GradientCaseFile.Read(path)).Message);
        Assert.Contains(sentence, refusal, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refusal);
    }

    [Fact]
    public void An_absent_file_is_named()
    {
        var path = Path.Combine(Path.GetTempPath(), "no-such-gradients.json");
        Assert.StartsWith(path + ": expected a file that can be read", Assert.Throws<DataFileException>(
            () => GradientCaseFile.Read(path)).Message, StringComparison.Ordinal);
    }

    private static string Refusal(Action<JsonNode> change) =>
        CaseFile.Changed(change, path => Assert.Throws<DataFileException>(() => GradientCaseFile.Read(path)).Message);
}
