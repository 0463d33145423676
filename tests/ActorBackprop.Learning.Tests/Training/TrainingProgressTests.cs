using ActorBackprop.Learning.Gradients;
using ActorBackprop.Learning.Networks;
using ActorBackprop.Learning.Optimizers;
using ActorBackprop.Learning.Sampling;
using ActorBackprop.Learning.Training;
using CsCheck;

namespace ActorBackprop.Learning.Tests.Training;

/// <summary>Where a training is in its data, also when parts of later minibatches are done before those of earlier ones.</summary>
public sealed class TrainingProgressTests
{
    /// <summary>Two epochs of three minibatches; each epoch's last one has one sample fewer.</summary>
    private static readonly TrainingPlan Plan = new()
    {
        Network = new Network([1, 1], [Activation.Identity], Cost.Quadratic),
        Samples = 11,
        Minibatch = 4,
        Microbatch = 1,
        Epochs = 2,
        Seed = 1,
        Initializer = Initializer.Normal,
        Optimizer = new OptimizerOptions { LearningRate = 0.5f },
    };

    private static readonly DonePart[] Parts =
    [
        .. Enumerable.Range(0, (int)Plan.Steps).SelectMany(step => Part.Cut(Minibatch.Of(Plan, step).Microbatches, step % 2 + 1)
            .Select(part => new DonePart(step, part))),
    ];

    [Fact]
    public void A_training_that_resumes_anywhere_counts_what_the_undisturbed_one_counts() =>
        Gen.Select(Gen.Shuffle(Parts), Gen.Int[0, Parts.Length], Gen.Int[0, 1_000_000]).Sample((parts, until, dropped) =>
        {
            var undisturbed = new TrainingProgress(Plan);
            var before = new TrainingProgress(Plan);
            for (var i = 0; i < until; i++) Each(undisturbed, before, Do(i));
            var snapshot = new TrainingSnapshot(until, [], [], before.Epoch) { Position = before.Position };
            Assert.True(snapshot.Position.Fits(Plan));
            var resumed = new TrainingProgress(Plan, snapshot);
            AssertSame(undisturbed, resumed);
            for (var i = until; i < parts.Length; i++) Each(undisturbed, resumed, Do(i));
            Assert.True(resumed.IsOver);
            AssertSame(undisturbed, resumed);

            // Some parts are dropped, the others applied.
            Action<TrainingProgress> Do(int i) => (dropped >> i) % 4 == 0
                ? progress => progress.Drop(Minibatch.Of(Plan, parts[i].Minibatch), parts[i].Part)
                : progress => progress.Apply(SumOf(parts[i]));
        }, iter: 300);

    [Theory]
    [InlineData(-1, 0, 0, 0, 1), InlineData(7, 0, 0, 0, 1)] // minibatches that are done
    [InlineData(1, -1, 1, 0, 1)] // samples
    [InlineData(1, 4, 0, 0, 1), InlineData(1, 4, 6, 0, 1)] // a part of a minibatch that is done, and of none
    [InlineData(1, 4, 1, -1, 1), InlineData(1, 4, 1, 2, 2), InlineData(1, 4, 1, 3, 5), InlineData(1, 4, 2, 2, 4)] // microbatches
    public void A_position_that_the_plan_does_not_have_does_not_fit(long minibatches, long samples, long minibatch, int from, int to) =>
        Assert.False(new DataPosition(minibatches, samples, [new DonePart(minibatch, new Part(from, to))], []).Fits(Plan));

    [Fact]
    public void Parts_that_overlap_do_not_fit()
    {
        Assert.True(Two(0, 2, 2, 4).Fits(Plan));
        Assert.False(Two(2, 4, 0, 3).Fits(Plan));

        static DataPosition Two(int from, int to, int otherFrom, int otherTo) =>
            new(1, 4, [new DonePart(1, new Part(from, to)), new DonePart(1, new Part(otherFrom, otherTo))], []);
    }

    private static void Each(TrainingProgress one, TrainingProgress other, Action<TrainingProgress> what)
    {
        foreach (var progress in new[] { one, other })
        {
            what(progress);
            while (progress.TryPass(out _))
            {
            }
        }
    }

    private static StepSum SumOf(DonePart done)
    {
        var (sum, minibatch) = (new StepSum(), Minibatch.Of(Plan, done.Minibatch));
        foreach (var node in done.Part.Nodes(minibatch)) sum.Add(minibatch, new NodeSum(node, new float[8], 0.25 * (node.From + 1), 1));
        sum.Close();
        return sum;
    }

    private static void AssertSame(TrainingProgress expected, TrainingProgress actual)
    {
        Assert.Equal((expected.Oldest, expected.Samples, expected.EpochsDone), (actual.Oldest, actual.Samples, actual.EpochsDone));
        Assert.Equal(expected.Epoch, actual.Epoch);
        Assert.Equal(expected.LastBegun, actual.LastBegun);
        Assert.Equal(expected.Position.Parts.Order(ByPart), actual.Position.Parts.Order(ByPart));
        Assert.Equal(expected.Position.Later, actual.Position.Later);
    }

    private static readonly Comparer<DonePart> ByPart =
        Comparer<DonePart>.Create((one, other) => (one.Minibatch, one.Part.From).CompareTo((other.Minibatch, other.Part.From)));
}
