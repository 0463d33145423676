using System.Globalization;
using System.Numerics;
using System.Text.Json;
using System.Text.Json.Nodes;
using ActorBackprop.Learning;

namespace ActorBackprop.Configuration.Schema;

/// <summary>A finite number in a range. int, long and ulong take whole numbers only (10.0 and 1e1 are whole, 1.5 is not).</summary>
internal sealed class NumberKind<T> : Kind where T : struct, INumber<T>, IMinMaxValue<T>
{
    private static readonly bool IsWhole = T.IsInteger(T.One / (T.One + T.One));

    private readonly T _min;
    private readonly T? _max, _above, _below;
    private readonly bool _orZero;

    public NumberKind(SettingAttribute stated)
    {
        static T? Bound(double bound) => double.IsNaN(bound) ? null : T.CreateChecked(bound);
        (_max, _above, _below, _orZero) = (Bound(stated.Max), Bound(stated.Above), Bound(stated.Below), stated.OrZero);
        _min = Bound(stated.Min) ?? (typeof(T) == typeof(ulong) ? T.Zero : T.MinValue);
        if (typeof(T) == typeof(ulong)) _max ??= T.MaxValue; // a double cannot hold this bound
    }

    private T Largest => _max ?? T.MaxValue;

    public override string Expected(string found) => (_orZero ? "0 or " : "") + Range(IsWhole ? "a whole number" : "a number", found);

    /// <summary>Returns what a list of them must be, to follow "expected".</summary>
    public string ExpectedOfMany() => Range(IsWhole ? "whole numbers" : "numbers", "");

    public override bool TryParse(string text, out object? value)
    {
        const NumberStyles style = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        value = null;
        if (!T.TryParse(text, style, CultureInfo.InvariantCulture, out var number)) return false;
        // −0 would change bits, and no comparison of settings would show the difference.
        if (T.IsZero(number)) number = T.Zero;
        value = number;
        return (_orZero && T.IsZero(number)) || (T.IsFinite(number) && number >= _min && number <= Largest
            && (_above is null || number > _above) && (_below is null || number < _below));
    }

    public override bool TryRead(JsonElement json, out object? value)
    {
        value = null;
        return json.ValueKind == JsonValueKind.Number && TryParse(json.GetRawText(), out value);
    }

    public override string Text(object? value) => ((T)value!).ToString(null, CultureInfo.InvariantCulture);

    public override JsonNode? Json(object? value) => JsonNode.Parse(Text(value));

    public override JsonObject Schema()
    {
        var schema = new JsonObject { ["type"] = IsWhole ? "integer" : "number" };
        if (_above is { } above) schema["exclusiveMinimum"] = Json(above);
        else schema["minimum"] = Json(_min);
        if (_below is { } below) schema["exclusiveMaximum"] = Json(below);
        else schema["maximum"] = Json(Largest);
        return _orZero ? new JsonObject { ["anyOf"] = new JsonArray(new JsonObject { ["const"] = 0 }, schema) } : schema;
    }

    private string Range(string noun, string found)
    {
        if (_max is { } last) return $"{noun} from {Text(_min)} to {Text(last)}";
        if (_below is { } end) return $"{noun} from {Text(_min)} to below {Text(end)}";
        var isTooLarge = double.TryParse(found, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            && number > double.CreateChecked(Largest);
        return isTooLarge ? $"{noun} of at most {Text(Largest)}"
            : _above is { } above ? $"{noun} above {Text(above)}"
            : $"{noun} of {Text(_min)} or more";
    }
}
