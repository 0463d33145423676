namespace ActorBackprop.Configuration;

/// <summary>Finds the name that a mistyped name probably means.</summary>
public static class Nearest
{
    /// <summary>Returns the candidate most similar to <paramref name="name"/>; null when none shares at least half of its letters.</summary>
    public static string? Of(string name, IEnumerable<string> candidates)
    {
        // Longer than any name, and the table of distances would grow with it.
        if (name.Length > 100) return null;
        var (nearest, share) = candidates
            .Select(candidate => (candidate, Share: Difference(Letters(name), Letters(candidate))))
            .DefaultIfEmpty((candidate: "", Share: 1))
            .MinBy(pair => pair.Share);
        return share <= 0.5 ? nearest : null;
    }

    /// <summary>Returns the exception for an unknown name: it suggests the nearest name, or lists all of them when none is near.</summary>
    /// <param name="names">The known names.</param>
    /// <param name="fault">What is wrong, without the full stop.</param>
    /// <param name="name">The unknown name.</param>
    /// <param name="shown">Returns how a known name is displayed; null for unchanged.</param>
    public static ConfigurationException Unknown(IEnumerable<string> names, string fault, string name, Func<string, string>? shown = null)
    {
        var all = names.ToList();
        shown ??= static name => name;
        return Of(name, all) is { } nearest
            ? new($"{fault}; did you mean {Shown.Quoted(shown(nearest))}?")
            : new($"{fault}; there are {string.Join(", ", all.Select(shown))}.");
    }

    // learning-rate, learning_rate and LearningRate all mean learningRate.
    private static string Letters(string name) => string.Concat(name.Where(char.IsLetterOrDigit)).ToLowerInvariant();

    // The Levenshtein distance, as a share of the longer name.
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
