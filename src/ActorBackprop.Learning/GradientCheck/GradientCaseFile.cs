using System.Globalization;
using System.Text.Json;
using ActorBackprop.Learning.Data;
using ActorBackprop.Learning.Networks;

namespace ActorBackprop.Learning.GradientCheck;

/// <summary>
/// Reads gradients that other software computed: {"cases": [{layers, activations, cost, weights[l][j][k], biases[l][j],
/// inputs[sample], targets[sample], expected: {weightGradients, biasGradients, outputs, meanCost}}]}, where outputs and
/// meanCost are optional. Other keys are ignored.
/// </summary>
public static class GradientCaseFile
{
    /// <summary>The most bytes a file may have: 64 MiB.</summary>
    public const int MaxFileBytes = 64 << 20;

    private const int MaxLayers = 1000;

    /// <summary>Returns the cases of a file.</summary>
    /// <exception cref="DataFileException">It cannot be read, or is not of this form; the message names the case and the key.</exception>
    public static IReadOnlyList<GradientCase> Read(string path)
    {
        using var document = Parse(path);
        var root = new JsonPlace(path, "", "", document.RootElement);
        var cases = root["cases"].Items();
        if (cases.Length == 0) throw root["cases"].Fault("one or more cases", "none");
        return [.. cases.Select((element, i) => Read(new JsonPlace(path, $"case {i + 1}", "", element), i + 1))];
    }

    private static JsonDocument Parse(string path)
    {
        try
        {
            using var stream = File.OpenRead(path);
            if (stream.Length > MaxFileBytes)
                throw new DataFileException(path, null, $"at most {MaxFileBytes} bytes", $"{stream.Length}");
            return JsonDocument.Parse(stream, new JsonDocumentOptions { AllowDuplicateProperties = false });
        }
        catch (JsonException e)
        {
            var at = e.LineNumber is { } line ? $"line {line + 1}" : null;
            throw new DataFileException(path, null, "JSON", "something else", cause: e, place: at);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DataFileException(path, null, "a file that can be read", e.Message.TrimEnd('.'), cause: e);
        }
    }

    private static GradientCase Read(JsonPlace json, int number)
    {
        var network = ReadNetwork(json);
        var weights = Weights(json["weights"], network);
        var biases = Biases(json["biases"], network);
        var inputs = json["inputs"].Items();
        if (inputs.Length == 0) throw json["inputs"].Fault("one or more samples", "none");
        var x = Rows(json["inputs"], inputs.Length, network.Inputs);
        var y = Rows(json["targets"], inputs.Length, network.Outputs);
        var expected = json["expected"];
        return new GradientCase(
            number, network, weights, biases, [.. x.Zip(y)],
            Weights(expected["weightGradients"], network), Biases(expected["biasGradients"], network),
            expected.Find("outputs") is { } outputs ? Rows(outputs, inputs.Length, network.Outputs) : null,
            expected.Find("meanCost")?.Number());
    }

    private static Network ReadNetwork(JsonPlace json)
    {
        if (json["layers"].Items().Length > MaxLayers) throw json["layers"].Fault($"at most {MaxLayers} layers", "more");
        var widths = json["layers"].Each(Width);
        var activations = json["activations"].Each(place => place.Name<Activation>());
        var cost = json["cost"].Name<Cost>();
        return Network.Fault(widths, activations, cost) is { } fault
            ? throw json["layers"].Fault("a network", $"none, since {fault}")
            : new Network(widths, activations, cost);
    }

    private static int Width(JsonPlace place) => place.Number() is var width && width is >= 1 and <= Network.MaxWidth && width == Math.Floor(width)
        ? (int)width
        : throw place.Fault($"a whole number from 1 to {Network.MaxWidth}", width.ToString("R", CultureInfo.InvariantCulture));

    // Every size is compared with the network's before memory is allocated: the file's sizes are not trusted.
    private static double[][][] Weights(JsonPlace json, Network network) =>
        json.Each(network.Layers.Count, (place, l) => Rows(place, network.Layers[l].Outputs, network.Layers[l].Inputs));

    private static double[][] Biases(JsonPlace json, Network network) =>
        json.Each(network.Layers.Count, (place, l) => Row(place, network.Layers[l].Outputs));

    private static double[][] Rows(JsonPlace json, int count, int width) => json.Each(count, (place, _) => Row(place, width));

    private static double[] Row(JsonPlace json, int width) => json.Each(width, (place, _) => place.Number());
}
