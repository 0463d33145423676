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
        yield return $"No image has the {Named("label", unused)}: the network has {trained.Length} outputs, and the labels use "
            + $"{trained.Length - unused.Count} of them{Cure(trained.Length, unused)}.";
    }

    /// <summary>What to do about unused outputs; nothing where each is between labels that images have.</summary>
    private static string Cure(int outputs, List<int> unused)
    {
        var highest = Enumerable.Range(0, outputs).Except(unused).Max();
        var isOnlyZeroBelow = unused.Count(label => label < highest) == 1 && unused[0] == 0;
        return (highest + 1 < outputs, isOnlyZeroBelow) switch
        {
            (true, true) => $"; end layers with {highest + 1}, the highest label + 1, or subtract 1 from each label and end with {highest}",
            (true, false) => $"; end layers with {highest + 1}, the highest label + 1",
            (false, true) => $"; where labels begin at 1, subtract 1 from each label and end layers with {highest}",
            (false, false) => "",
        };
    }

    private static string Named(string noun, List<int> labels) => labels.Count == 1
        ? $"{noun} {labels[0]}"
        : $"{noun}s {string.Join(", ", labels.Take(MaxNamed))}{(labels.Count > MaxNamed ? $" and {labels.Count - MaxNamed} more" : "")}";
}
