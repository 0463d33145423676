using ActorBackprop.Learning.Training;
using CsCheck;

namespace ActorBackprop.Learning.Tests.Training;

public sealed class EarlyStoppingTests
{
    [Theory]
    [InlineData(1, "5 6 7 7", 4, 3)]
    [InlineData(2, "5 4 4", 3, 1)]
    [InlineData(2, "5 4 6 6 6", 5, 3)]
    [InlineData(3, "0 0 0 0", 4, 1)]
    public void Training_stops_after_so_many_epochs_without_a_new_best(int patience, string results, int overAfter, int best)
    {
        var stopping = new EarlyStopping(patience);
        var epoch = 0;
        foreach (var correct in results.Split(' ').Select(int.Parse))
        {
            Assert.False(stopping.IsOver, $"before epoch {epoch + 1}");
            stopping = stopping.After(++epoch, correct);
        }
        Assert.True(stopping.IsOver);
        Assert.Equal((overAfter, best), (stopping.Epoch, stopping.BestEpoch));
    }

    [Fact]
    public void Without_patience_training_never_stops_early() =>
        Gen.Int[0, 9].Array[1, 50].Sample(results => !After(new EarlyStopping(0), results).IsOver);

    /// <summary>The oracle looks at all results at once: the last so many are none better than the best before them.</summary>
    [Fact]
    public void Training_stops_exactly_when_the_last_epochs_have_no_new_best() =>
        Gen.Select(Gen.Int[1, 5], Gen.Int[0, 6].Array[1, 12]).Sample((patience, results) =>
        {
            var expected = results.Length > patience && results[^patience..].Max() <= results[..^patience].Max();
            return After(new EarlyStopping(patience), results).IsOver == expected;
        });

    [Fact]
    public void An_epoch_that_is_skipped_or_repeated_is_refused()
    {
        var stopping = new EarlyStopping(2).After(1, 5);
        Assert.Throws<ArgumentOutOfRangeException>(() => stopping.After(1, 5));
        Assert.Throws<ArgumentOutOfRangeException>(() => stopping.After(3, 5));
    }

    private static EarlyStopping After(EarlyStopping stopping, int[] results)
    {
        for (var epoch = 1; epoch <= results.Length; epoch++) stopping = stopping.After(epoch, results[epoch - 1]);
        return stopping;
    }
}
