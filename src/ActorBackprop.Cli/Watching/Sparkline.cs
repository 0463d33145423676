namespace ActorBackprop.Cli.Watching;

/// <summary>A curve in one line of text.</summary>
internal static class Sparkline
{
    private const string Blocks = "▁▂▃▄▅▆▇█", Plain = "_.-=+*#@";

    /// <summary>Draws the whole series in so many characters; each shows the mean of its share.</summary>
    /// <param name="values">The series, in order.</param>
    /// <param name="width">Characters.</param>
    /// <param name="blocks">Whether block characters can be shown.</param>
    public static string Of(IReadOnlyList<double> values, int width, bool blocks)
    {
        var count = Math.Min(width, values.Count);
        if (count <= 0) return "";
        var means = new double[count];
        for (var i = 0; i < count; i++)
        {
            var (from, to) = ((int)((long)i * values.Count / count), (int)((long)(i + 1) * values.Count / count));
            for (var n = from; n < to; n++) means[i] += values[n] / (to - from);
        }
        var (least, most) = (means.Min(), means.Max());
        var marks = blocks ? Blocks : Plain;
        return string.Concat(means.Select(mean =>
            marks[most > least ? (int)Math.Min((mean - least) / (most - least) * marks.Length, marks.Length - 1) : 0]));
    }
}
