using System.Globalization;
using System.Numerics;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ActorBackprop.Configuration.Kinds;

/// <summary>A finite number in a range. int and ulong take whole numbers only (10.0 and 1e1 are whole, 1.5 is not).</summary>
/// <param name="min">The smallest value; with <paramref name="open"/> the largest that is too small.</param>
/// <param name="max">The largest value; null is what T can hold.</param>
/// <param name="below">What every value is below; null is no such bound.</param>
/// <param name="open">Whether <paramref name="min"/> itself is refused.</param>
internal sealed class NumberKind<T>(T min, T? max = null, T? below = null, bool open = false) : Kind<T>
    where T : struct, INumber<T>, IMinMaxValue<T>
{
    private static readonly bool Whole = T.IsInteger(T.One / (T.One + T.One));

    private T Largest => max ?? T.MaxValue;

    public override string Expected(string found)
    {
        var noun = Whole ? "a whole number" : "a number";
        if (max is { } last) return $"{noun} from {Text(min)} to {Text(last)}";
        if (below is { } end) return $"{noun} from {Text(min)} to below {Text(end)}";
        return double.TryParse(found, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            && number > double.CreateChecked(Largest) ? $"{noun} of at most {Text(Largest)}"
            : open ? $"{noun} above {Text(min)}"
            : $"{noun} of {Text(min)} or more";
    }

    public override bool TryParse(string text, out T value)
    {
        const NumberStyles style =
            NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        if (!T.TryParse(text, style, CultureInfo.InvariantCulture, out value)) return false;
        // −0 would be kept as a difference in the bits that no comparison of settings sees.
        if (T.IsZero(value)) value = T.Zero;
        return T.IsFinite(value) && (open ? value > min : value >= min) && value <= Largest && (below is null || value < below);
    }

    public override bool TryRead(JsonElement json, out T value)
    {
        value = default;
        return json.ValueKind == JsonValueKind.Number && TryParse(json.GetRawText(), out value);
    }

    public override string Text(T value) => value.ToString(null, CultureInfo.InvariantCulture);

    public override JsonNode? Json(T value) => JsonNode.Parse(Text(value));

    public override JsonObject Schema()
    {
        var schema = new JsonObject { ["type"] = Whole ? "integer" : "number" };
        schema[open ? "exclusiveMinimum" : "minimum"] = Json(min);
        if (below is { } end) schema["exclusiveMaximum"] = Json(end);
        else schema["maximum"] = Json(Largest);
        return schema;
    }
}
