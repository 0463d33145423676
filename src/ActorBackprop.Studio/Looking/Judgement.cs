using ActorBackprop.Learning.Measuring;
using ActorBackprop.Studio.Stages;

namespace ActorBackprop.Studio.Looking;

/// <summary>How the network does on all test images, and which it gets wrong: what the command evaluate says.</summary>
internal sealed class Judgement(Stage stage)
{
    private const int MostDigits = 48, MostWorst = 24;

    private readonly Lock _lock = new();
    private (float[] Parameters, Examination Examination)? _known;

    /// <summary>Accuracy, cost, confusion and the worst mistakes; null where nothing is learned.</summary>
    /// <param name="at">The turn of an earlier moment; null for now.</param>
    public async Task<object?> OfAllAsync(long? at)
    {
        if (await ExamineAsync(at) is not var (steps, known)) return null;
        return new
        {
            step = steps,
            correct = known.Correct,
            count = known.Images.Count,
            accuracy = known.Accuracy,
            cost = known.Cost,
            confusion = known.Confusion(),
            worst = known.Worst(MostWorst).Select(Digit).ToArray(),
        };
    }

    /// <summary>The images of a class that are taken for another, or for their own; null where nothing is learned.</summary>
    /// <param name="truth">What they are.</param>
    /// <param name="answer">What they are taken for.</param>
    /// <param name="at">The turn of an earlier moment; null for now.</param>
    public async Task<object?> CellAsync(int truth, int answer, long? at)
    {
        if (await ExamineAsync(at) is not var (steps, known)) return null;
        var digits = known.Images.Where(image => image.Truth == truth && image.Answer == answer).ToList();
        return new { step = steps, truth, answer, count = digits.Count, digits = digits.Take(MostDigits).Select(Digit).ToArray() };
    }

    private async Task<(long Steps, Examination Examination)?> ExamineAsync(long? at)
    {
        if (await stage.WeightsAsync(at) is not { } weights) return null;
        lock (_lock)
        {
            if (_known is not { } known || !known.Parameters.AsSpan().SequenceEqual(weights.Parameters))
                _known = known = (weights.Parameters, Examination.Of(weights.Network, weights.Parameters, stage.Library.Test));
            return (weights.Steps, known.Examination);
        }
    }

    private object Digit(Judged image)
    {
        var test = stage.Library.Test;
        return new
        {
            index = image.Index,
            truth = image.Truth,
            answer = image.Answer,
            cost = image.Cost,
            columns = test.Columns,
            pixels = Convert.ToBase64String(test.Pixels(image.Index)),
        };
    }
}
