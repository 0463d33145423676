using ActorBackprop.Learning.Numerics;

namespace ActorBackprop.Learning.Data;

/// <summary>Which images of a training set are held out for validation.</summary>
public enum HoldOut
{
    /// <summary>The same share of each class, chosen by the seed: right for any order of the images.</summary>
    Stratified,

    /// <summary>The last images of the training set: right where they are in random order.</summary>
    Last,
}

/// <summary>Chooses the images to hold out at random, the same share of each class.</summary>
internal static class StratifiedSplit
{
    /// <summary>
    /// Returns the indices of the images to train on and of those to hold out, each in ascending order. A class that has images
    /// keeps one to train on, as long as other classes have images to hold out.
    /// </summary>
    /// <param name="labels">[images].</param>
    /// <param name="heldOut">The number of images to hold out, from 0 to all.</param>
    /// <param name="seed">The choice depends on the seed and the labels alone.</param>
    public static (int[] TrainedOn, int[] HeldOut) Of(ReadOnlySpan<byte> labels, int heldOut, ulong seed)
    {
        var classes = new List<int>[Dataset.MaxClasses];
        for (var i = 0; i < labels.Length; i++) (classes[labels[i]] ??= []).Add(i);
        var ranked = new List<(int Rank, int Count, int Label, int Index)>(labels.Length);
        for (var label = 0; label < classes.Length; label++)
        {
            if (classes[label] is not { } members) continue;
            int[] drawn = [.. members];
            new RandomSource(seed, RandomPurpose.HoldOut, (ulong)label).Shuffle(drawn);
            for (var rank = 0; rank < drawn.Length; rank++) ranked.Add((rank, drawn.Length, label, drawn[rank]));
        }
        // Sorted by the fraction of its class that precedes an image, so that a cut anywhere cuts each class at the same share.
        ranked.Sort((a, b) => ((long)a.Rank * b.Count).CompareTo((long)b.Rank * a.Count) is not 0 and var order ? order : a.Label - b.Label);
        var indices = ranked.ConvertAll(image => image.Index).ToArray();
        var (trainedOn, held) = (indices[..^heldOut], indices[^heldOut..]);
        Array.Sort(trainedOn);
        Array.Sort(held);
        return (trainedOn, held);
    }
}
