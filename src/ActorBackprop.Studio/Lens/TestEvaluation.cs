using ActorBackprop.Learning.Diagnostics;
using ActorBackprop.Studio.Sessions;

namespace ActorBackprop.Studio.Lens;

/// <summary>Evaluates the current parameters, or those of an earlier moment, on all test images, like the command evaluate.</summary>
internal sealed class TestEvaluation(Session session)
{
    private const int MaxDigits = 48, MaxWorst = 24;

    private readonly Lock _lock = new();
    private (float[] Parameters, ClassificationReport Report)? _last;

    /// <summary>Returns accuracy, cost, confusion matrix and the worst mistakes; null where nothing is learned.</summary>
    /// <param name="at">The turn of an earlier moment; null for now.</param>
    public async Task<object?> AllAsync(long? at)
    {
        if (await EvaluateAsync(at) is not var (steps, all)) return null;
        return new
        {
            step = steps,
            correct = all.Correct,
            count = all.Images.Count,
            accuracy = all.Accuracy,
            cost = all.Cost,
            confusion = all.Confusion(),
            worst = all.Worst(MaxWorst).Select(Digit).ToArray(),
        };
    }

    /// <summary>Returns the images of one cell of the confusion matrix; null where nothing is learned.</summary>
    /// <param name="truth">Their true class.</param>
    /// <param name="answer">The network's answer.</param>
    /// <param name="at">The turn of an earlier moment; null for now.</param>
    public async Task<object?> CellAsync(int truth, int answer, long? at)
    {
        if (await EvaluateAsync(at) is not var (steps, all)) return null;
        var digits = all.Images.Where(image => image.Truth == truth && image.Answer == answer).ToList();
        return new { step = steps, truth, answer, count = digits.Count, digits = digits.Take(MaxDigits).Select(Digit).ToArray() };
    }

    private async Task<(long Steps, ClassificationReport Report)?> EvaluateAsync(long? at)
    {
        if (await session.SnapshotAsync(at) is not { } weights) return null;
        lock (_lock)
        {
            if (_last is not { } last || !last.Parameters.AsSpan().SequenceEqual(weights.Parameters))
                _last = last = (weights.Parameters, ClassificationReport.Of(weights.Network, weights.Parameters, session.Data.Test));
            return (weights.Steps, last.Report);
        }
    }

    private object Digit(ClassifiedImage image)
    {
        var test = session.Data.Test;
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
