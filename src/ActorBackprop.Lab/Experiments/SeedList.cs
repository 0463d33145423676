using System.Globalization;
using ActorBackprop.Configuration;

namespace ActorBackprop.Lab.Experiments;

/// <summary>Seeds as people write them: 1..5, or 1,2,3.</summary>
public static class SeedList
{
    /// <summary>Seeds that a sweep may have.</summary>
    public const int Most = 1000;

    /// <summary>Reads a list.</summary>
    /// <param name="text">What was written.</param>
    /// <param name="label">What errors call the place.</param>
    /// <exception cref="ConfigurationException">It is none, or one seed is there twice.</exception>
    public static IReadOnlyList<ulong> Parse(string text, string label)
    {
        var seeds = Range(text) ?? One(text);
        if (seeds is null || seeds.Count is 0 or > Most)
            throw new ConfigurationException($"{label}: expected seeds, as in 1..5 or 1,2,3, at most {Most} of them, found {Shown.Text(text)}.");
        if (seeds.Distinct().Count() < seeds.Count)
            throw new ConfigurationException($"{label}: expected each seed once, found {Shown.Text(text)}; to run one more often, use repeats.");
        return seeds;
    }

    private static IReadOnlyList<ulong>? Range(string text)
    {
        if (text.Split("..") is not [var first, var last] || !TryRead(first, out var from) || !TryRead(last, out var to)) return null;
        return to < from || to - from >= Most ? [] : [.. Enumerable.Range(0, (int)(to - from) + 1).Select(i => from + (ulong)i)];
    }

    private static List<ulong>? One(string text)
    {
        var seeds = new List<ulong>();
        foreach (var part in text.Split(','))
        {
            if (!TryRead(part, out var seed)) return null;
            seeds.Add(seed);
        }
        return seeds;
    }

    private static bool TryRead(string text, out ulong seed) =>
        ulong.TryParse(text.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out seed);
}
