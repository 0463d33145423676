using ActorBackprop.Runs.Drawing;

namespace ActorBackprop.Cli.Explaining.Page;

/// <summary>Numbers as markup.</summary>
internal static class Numeral
{
    /// <summary>A number to ten digits with the colour of its sign.</summary>
    public static string Signed(double value) => $"<b class=\"{Sign(value)}\">{Numbers.Exact(value)}</b>";

    /// <summary>A number to six digits, ten when it is pointed at.</summary>
    public static string Short(double value) => $"<span title=\"{Numbers.Exact(value)}\">{Numbers.Short(value)}</span>";

    /// <summary>A derivative and its wish: ↑ larger, ↓ smaller.</summary>
    public static string Wish(double derivative) =>
        $"<span class=\"{Sign(derivative)}\" title=\"{Numbers.Exact(derivative)}\">{Numbers.Short(derivative)}"
        + $"{(derivative < 0 ? " ↑" : derivative > 0 ? " ↓" : "")}</span>";

    /// <summary>A bar of the magnitude, dashed below 0.</summary>
    public static string Bar(double value, double largest)
    {
        var share = largest > 0 && double.IsFinite(value) ? Math.Abs(value) / largest * 100 : 0;
        return $"<span class=\"bar\"><i class=\"{Sign(value)}\" style=\"width:{Svg.At(share)}%\"></i></span>";
    }

    /// <summary>The class of a sign.</summary>
    public static string Sign(double value) => value < 0 ? "neg" : value > 0 ? "pos" : "nil";
}
