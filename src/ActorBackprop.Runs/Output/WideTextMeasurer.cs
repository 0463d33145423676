using OxyPlot;

namespace ActorBackprop.Runs.Output;

/// <summary>
/// Measures text larger than Arial as OxyPlot knows it, by what DejaVu Sans needs: who looks at a plot may have another
/// font in Arial's place, and a text that is wider than its room is cut off.
/// </summary>
internal sealed class WideTextMeasurer : PdfRenderContext
{
    public WideTextMeasurer() : base(1, 1, OxyColors.White)
    {
    }

    /// <inheritdoc/>
    public override OxySize MeasureText(string text, string fontFamily, double fontSize, double fontWeight)
    {
        var size = base.MeasureText(text, fontFamily, fontSize, fontWeight);
        return new(1.45 * size.Width, 1.3 * size.Height);
    }
}
