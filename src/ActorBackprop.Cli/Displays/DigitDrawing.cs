using ActorBackprop.Learning.Data;
using Spectre.Console;

namespace ActorBackprop.Cli.Displays;

/// <summary>
/// Draws an image with two rows of pixels per line, because a character is twice as high as wide: half blocks in greys, or one character
/// for the mean of the two pixels, a block or ASCII.
/// </summary>
internal static class DigitDrawing
{
    private const string Shades = " ░▒▓█", Ramp = " .:-=+*#%@";

    /// <summary>Draws an image.</summary>
    /// <param name="pixels">[rows][columns], 0 to 255.</param>
    /// <param name="columns">Pixels across.</param>
    /// <param name="screen">The screen to draw for; nothing is written to it.</param>
    public static Paragraph Draw(ReadOnlySpan<byte> pixels, int columns, Screen screen)
    {
        var drawing = new Paragraph();
        var (rows, ramp) = (pixels.Length / columns, screen.Blocks ? Shades : Ramp);
        for (var i = 0; i < rows; i += 2)
        {
            for (var j = 0; j < columns; j++)
            {
                var (upper, lower) = (pixels[i * columns + j], i + 1 < rows ? pixels[(i + 1) * columns + j] : (byte)0);
                if (screen.Greys) Append(drawing, upper, lower);
                else drawing.Append(ramp[(upper + lower) * ramp.Length / (2 * 256)].ToString());
            }
            if (i + 2 < rows) drawing.Append("\n");
        }
        return drawing;
    }

    /// <summary>Draws an image of a data set.</summary>
    public static Paragraph Draw(Dataset data, int index, Screen screen) => Draw(data.Pixels(index), data.Columns, screen);

    // The character is the lighter half, so that the drawing stays readable when it is copied without colours.
    private static void Append(Paragraph drawing, byte upper, byte lower)
    {
        if (upper == lower) drawing.Append(upper >= 128 ? "█" : " ", new Style(Grey(upper), Grey(lower)));
        else if (upper > lower) drawing.Append("▀", new Style(Grey(upper), Grey(lower)));
        else drawing.Append("▄", new Style(Grey(lower), Grey(upper)));
    }

    private static Color Grey(byte value) => new(value, value, value);
}
