using ActorBackprop.Learning.Data;

namespace ActorBackprop.Runs.Training;

/// <summary>What users should know of their data before they wait for a training.</summary>
internal static class DataRemarks
{
    private const int MaxNamed = 10;

    /// <summary>
    /// Returns a sentence about inputs that are too large, one about the classes without training images that other images have, and
    /// one about unused outputs.
    /// </summary>
    public static IEnumerable<string> Of(DataSets data)
    {
        if (Advice.OfInputs(data.Training.Range) is { } inputs) yield return $"{char.ToUpperInvariant(inputs[0])}{inputs[1..]}.";
        var (trained, judged) = (data.Training.CountLabels(), data.Test.CountLabels());
        if (data.Validation is { } validation)
            foreach (var (label, count) in validation.CountLabels().Index()) judged[label] += count;
        var absent = Enumerable.Range(0, trained.Length).Where(label => trained[label] == 0).ToList();
        var missed = absent.Where(label => judged[label] > 0).ToList();
        if (missed.Count > 0)
            yield return $"No training image has the {Named("label", missed)}, but {missed.Sum(label => judged[label]):N0} of the images to judge by "
                + "have: the network cannot learn what it is not shown.";
        var unused = absent.Except(missed).ToList();
        if (unused.Count == 0) yield break;
        var cure = unused is [0] ? "where labels begin at 1, subtract 1 from them" : "end --layers with the number of classes";
        yield return $"No image has the {Named("label", unused)}: the network has {trained.Length} outputs, and the labels use "
            + $"{trained.Length - unused.Count} of them; {cure}.";
    }

    private static string Named(string noun, List<int> labels) => labels.Count == 1
        ? $"{noun} {labels[0]}"
        : $"{noun}s {string.Join(", ", labels.Take(MaxNamed))}{(labels.Count > MaxNamed ? $" and {labels.Count - MaxNamed} more" : "")}";
}
