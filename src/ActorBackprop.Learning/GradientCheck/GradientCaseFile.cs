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

/// <summary>A value in a JSON file with its place, for error messages.</summary>
/// <param name="File">The file's path.</param>
/// <param name="Part">The part of the file, as in "case 3"; empty for the whole.</param>
/// <param name="Path">The path in the part, as in weights[0][2]; empty for its root.</param>
/// <param name="Json">The value.</param>
internal readonly record struct JsonPlace(string File, string Part, string Path, JsonElement Json)
{
    private const int MaxShown = 40;

    /// <summary>Gets the value of a key.</summary>
    public JsonPlace this[string key] => Find(key) ?? throw At(key).Fault("this key", "none");

    /// <summary>Returns the value of a key; null where the key is absent.</summary>
    public JsonPlace? Find(string key)
    {
        if (Json.ValueKind != JsonValueKind.Object) throw Fault("an object", Shown);
        return Json.TryGetProperty(key, out var value) ? At(key) with { Json = value } : null;
    }

    /// <summary>Returns the elements of an array.</summary>
    public JsonElement[] Items() =>
        Json.ValueKind == JsonValueKind.Array ? [.. Json.EnumerateArray()] : throw Fault("an array", Shown);

    /// <summary>Reads the elements of an array of a known length.</summary>
    public T[] Each<T>(int count, Func<JsonPlace, int, T> read)
    {
        if (Json.ValueKind != JsonValueKind.Array) throw Fault($"an array of {count}", Shown);
        if (Json.GetArrayLength() != count) throw Fault($"an array of {count}", $"{Json.GetArrayLength()}");
        return Each(read);
    }

    /// <summary>Reads the elements of an array.</summary>
    public T[] Each<T>(Func<JsonPlace, T> read) => Each((place, _) => read(place));

    /// <summary>Returns the value as a finite number.</summary>
    public double Number() => Json.ValueKind == JsonValueKind.Number && Json.TryGetDouble(out var number) && double.IsFinite(number)
        ? number
        : throw Fault("a finite number", Shown);

    /// <summary>Returns the value of an enumeration by its name.</summary>
    public T Name<T>() where T : struct, Enum => Json.ValueKind == JsonValueKind.String && Names.TryParse<T>(Json.GetString()!, out var value)
        ? value
        : throw Fault($"one of {string.Join(", ", Names.All<T>())}", Shown);

    /// <summary>Returns the exception that says what is wrong here.</summary>
    public DataFileException Fault(string expected, string found)
    {
        var place = string.Join(", ", new[] { Part, Path }.Where(name => name.Length > 0));
        return new(File, null, expected, found, place: place.Length == 0 ? null : place);
    }

    private string Shown => Json.GetRawText() is { Length: > MaxShown } text ? text[..MaxShown] + "…" : Json.GetRawText();

    private T[] Each<T>(Func<JsonPlace, int, T> read)
    {
        var items = Items();
        var values = new T[items.Length];
        for (var i = 0; i < items.Length; i++) values[i] = read(this with { Path = $"{Path}[{i}]", Json = items[i] }, i);
        return values;
    }

    private JsonPlace At(string key) => this with { Path = Path.Length == 0 ? key : $"{Path}.{key}" };
}
