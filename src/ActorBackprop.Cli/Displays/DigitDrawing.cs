using ActorBackprop.Learning.Data;
using Spectre.Console;

namespace ActorBackprop.Cli.Displays;

/// <summary>
/// An image in a terminal, two rows of pixels to a line: half blocks in greys, or else one of ten characters for the mean of
/// the two.
/// </summary>
internal static class DigitDrawing
{
    private const string Ramp = " .:-=+*#%@";

    /// <summary>Draws an image.</summary>
    /// <param name="pixels">[rows][columns], 0 to 255.</param>
    /// <param name="columns">Pixels across.</param>
    /// <param name="greys">Whether there are half blocks and greys.</param>
    public static Paragraph Draw(ReadOnlySpan<byte> pixels, int columns, bool greys)
    {
        var drawing = new Paragraph();
        var rows = pixels.Length / columns;
        for (var i = 0; i < rows; i += 2)
        {
            for (var j = 0; j < columns; j++)
            {
                var (upper, lower) = (pixels[i * columns + j], i + 1 < rows ? pixels[(i + 1) * columns + j] : (byte)0);
                if (greys) Append(drawing, upper, lower);
                else drawing.Append(Ramp[(upper + lower) * Ramp.Length / (2 * 256)].ToString());
            }
            if (i + 2 < rows) drawing.Append("\n");
        }
        return drawing;
    }

    /// <summary>Draws an image of a data set.</summary>
    public static Paragraph Draw(Dataset data, int index, bool greys) => Draw(data.Pixels(index), data.Columns, greys);

    // The character is the lighter half, so that something is left of the drawing when it is copied without its colours.
    private static void Append(Paragraph drawing, byte upper, byte lower)
    {
        if (upper == lower) drawing.Append(upper >= 128 ? "█" : " ", new Style(Grey(upper), Grey(lower)));
        else if (upper > lower) drawing.Append("▀", new Style(Grey(upper), Grey(lower)));
        else drawing.Append("▄", new Style(Grey(lower), Grey(upper)));
    }

    private static Color Grey(byte value) => new(value, value, value);
}
