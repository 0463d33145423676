using ActorBackprop.Learning.Data;
using CsCheck;

namespace ActorBackprop.Learning.Tests.Data;

/// <summary>Which images of a training set are held out, and that an image goes where its label goes.</summary>
public sealed class HoldOutTests
{
    /// <summary>One image a label; its only pixels say which image it was.</summary>
    private static DataSets Numbered(byte[] labels)
    {
        var pixels = Enumerable.Range(0, labels.Length).SelectMany(i => new[] { (byte)(i / 256), (byte)(i % 256) }).ToArray();
        return DataSets.Of(new Dataset(pixels, labels, 1, 2, 12), new Dataset([0, 0], [0], 1, 2, 12));
    }

    private static int[] Numbers(Dataset set) => [.. Enumerable.Range(0, set.Count).Select(i => set.Pixels(i)[0] * 256 + set.Pixels(i)[1])];

    [Fact]
    public void Sorted_images_keep_each_class_in_both_parts()
    {
        byte[] labels = [.. Enumerable.Range(0, 600).Select(i => (byte)(i / 60))];
        var data = Numbered(labels).WithHeldOut(100, HoldOut.Stratified, 1);
        Assert.Equal([.. Enumerable.Repeat(50, 10), 0, 0], data.Training.CountLabels());
        Assert.Equal([.. Enumerable.Repeat(10, 10), 0, 0], data.Validation!.CountLabels());
    }

    [Fact]
    public void Any_labels_are_split_into_two_parts_with_the_same_share_of_each_class() =>
        (from labels in Gen.Int[0, 11].Select(Gen.Int[0, 11], (a, b) => (byte)Math.Min(a, b)).Array[1, 300]
         from held in Gen.Int[0, labels.Length - 1]
         from seed in Gen.ULong
         select (labels, held, seed)).Sample((labels, held, seed) =>
        {
            var data = Numbered(labels).WithHeldOut(held, HoldOut.Stratified, seed);
            var (trainedOn, heldOut) = (Numbers(data.Training), data.Validation is null ? [] : Numbers(data.Validation));
            Assert.Equal(held, heldOut.Length);
            Assert.Equal(Enumerable.Range(0, labels.Length), trainedOn.Concat(heldOut).Order());
            Assert.Equal(trainedOn.Order(), trainedOn);
            Assert.Equal(heldOut.Order(), heldOut);
            Assert.Equal(trainedOn.Select(i => (int)labels[i]), Enumerable.Range(0, trainedOn.Length).Select(data.Training.Label));

            // Each of the K classes is cut at the same fraction, rounded by less than one image; K roundings move that fraction.
            var (classes, all) = (labels.Distinct().Count(), labels.Length);
            foreach (var group in labels.GroupBy(label => label))
            {
                var share = (double)group.Count() * held / all;
                Assert.InRange(heldOut.Count(i => labels[i] == group.Key), share - 1 - (double)classes * group.Count() / all,
                    share + 1 + (double)classes * group.Count() / all);
                if (held <= all - classes) Assert.Contains(trainedOn, i => labels[i] == group.Key);
            }
        }, iter: 300);

    [Fact]
    public void The_draw_depends_on_the_seed_alone()
    {
        var data = Numbered([.. Enumerable.Range(0, 500).Select(i => (byte)(i % 10))]);
        int[] Drawn(ulong seed) => Numbers(data.WithHeldOut(80, HoldOut.Stratified, seed).Validation!);
        Assert.Equal(Drawn(1), Drawn(1));
        Assert.NotEqual(Drawn(1), Drawn(2));
    }

    [Fact]
    public void The_last_images_are_held_out_on_request()
    {
        var data = Numbered([.. Enumerable.Range(0, 300).Select(i => (byte)(i / 30))]).WithHeldOut(40, HoldOut.Last, 1);
        Assert.Equal(Enumerable.Range(0, 260), Numbers(data.Training));
        Assert.Equal(Enumerable.Range(260, 40), Numbers(data.Validation!));
    }

    /// <summary>Floats and bytes alike, and parts of parts: what a network sees, what is looked at, and the label stay together.</summary>
    [Theory, InlineData(false), InlineData(true)]
    public void A_selection_of_a_selection_has_the_images_that_were_named(bool floats)
    {
        byte[] labels = [0, 1, 2, 3, 4, 5];
        var all = floats
            ? new Dataset([0f, .1f, .2f, .3f, .4f, .5f], labels, 1, 1, 6)
            : new Dataset([0, 51, 102, 153, 204, 255], labels, 1, 1, 6);
        var some = all.Slice(1, 5).Select([4, 0, 2]).Slice(1, 2); // images 1 and 3
        var inputs = new float[1];
        some.CopyTo(1, inputs);
        Assert.Equal((2, 1, 3), (some.Count, some.Label(0), some.Label(1)));
        Assert.Equal(floats ? 0.3f : 153 / 255f, inputs[0], 1e-6);
        Assert.Equal(floats ? 0.1 : 0.2, some.Inputs(0)[0], 1e-6);
        Assert.Equal((byte)(floats ? 26 : 51), some.Pixels(0)[0]);
        Assert.Equal([0, 1, 0, 1, 0, 0], some.CountLabels());
        Assert.Throws<ArgumentOutOfRangeException>(() => some.Label(2));
    }
}
