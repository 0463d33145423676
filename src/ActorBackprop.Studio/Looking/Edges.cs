namespace ActorBackprop.Studio.Looking;

/// <summary>The strongest edges of each layer: a picture of all of them would be black.</summary>
internal static class Edges
{
    private const int Most = 320, MostOfFirst = 160;

    /// <summary>Layer from 1, to, from, w and ∂C/∂w of each, the weakest first, so that the strongest are drawn on top.</summary>
    /// <param name="w">[layer][to][from].</param>
    /// <param name="g">The same of ∂C/∂w.</param>
    /// <param name="byGradient">Which of the two is strong.</param>
    public static IReadOnlyList<double[]> Of(double[][][] w, double[][][] g, bool byGradient)
    {
        var edges = new List<double[]>();
        for (var l = 0; l < w.Length; l++)
        {
            var (strength, inputs) = (byGradient ? g[l] : w[l], w[l][0].Length);
            var magnitudes = strength.SelectMany(row => row).Select(Math.Abs).ToArray();
            var places = Enumerable.Range(0, magnitudes.Length).ToArray();
            Array.Sort(magnitudes, places);
            var most = l == 0 ? MostOfFirst : Most;
            foreach (var place in places.AsSpan(Math.Max(0, places.Length - most)))
            {
                var (to, from) = (place / inputs, place % inputs);
                edges.Add([l + 1, to, from, w[l][to][from], g[l][to][from]]);
            }
        }
        return edges;
    }
}
