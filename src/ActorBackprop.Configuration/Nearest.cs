namespace ActorBackprop.Configuration;

/// <summary>Finds what a mistyped name was meant to be.</summary>
public static class Nearest
{
    /// <summary>The candidate most like <paramref name="name"/>; null when none has half of its letters in place, or there is none.</summary>
    public static string? Of(string name, IEnumerable<string> candidates)
    {
        // Longer than anything meant: the table of distances would be the user's to size.
        if (name.Length > 100) return null;
        var (nearest, share) = candidates
            .Select(candidate => (candidate, Share: Difference(Letters(name), Letters(candidate))))
            .DefaultIfEmpty((candidate: "", Share: 1))
            .MinBy(pair => pair.Share);
        return share <= 0.5 ? nearest : null;
    }

    /// <summary>learning-rate, learning_rate and LearningRate all mean learningRate.</summary>
    private static string Letters(string name) => string.Concat(name.Where(char.IsLetterOrDigit)).ToLowerInvariant();

    /// <summary>Letters to insert, delete or replace, as a share of the longer name.</summary>
    private static double Difference(string a, string b)
    {
        var distance = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++)
            for (var j = 0; j <= b.Length; j++)
                distance[i, j] = i == 0 || j == 0 ? i + j : Math.Min(
                    Math.Min(distance[i - 1, j], distance[i, j - 1]) + 1,
                    distance[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1));
        return (double)distance[a.Length, b.Length] / Math.Max(1, Math.Max(a.Length, b.Length));
    }
}
