using ActorBackprop.Learning.Data;

namespace ActorBackprop.Learning.Tests.Data;

public sealed class InputFormatTests
{
    /// <summary>A dark stroke on a light page, or the reverse: 8×8, the stroke in the middle.</summary>
    private static float[] Stroke(float paper, float ink) =>
        [.. Enumerable.Range(0, 64).Select(i => i / 8 is > 1 and < 6 && i % 8 is 3 or 4 ? ink : paper)];

    private static InputFormat OfFloats(float paper, float ink) => InputFormat.Of(new Dataset(Stroke(paper, ink), [0], 8, 8, 2));

    private static InputFormat OfBytes(byte paper, byte ink) =>
        InputFormat.Of(new Dataset(Array.ConvertAll(Stroke(paper, ink), value => (byte)value), [0], 8, 8, 2));

    [Theory]
    [InlineData(-0.42f, 2.82f), InlineData(1, -1), InlineData(0, 255), InlineData(0, 1)]
    public void A_digit_becomes_the_numbers_of_the_data_set(float paper, float ink)
    {
        var inputs = OfFloats(paper, ink).SampleOf([.. Stroke(0, 255).Select(value => (byte)value)], 2, 1);
        Assert.Equal((false, 1), (inputs.HasBytes, inputs.Label(0)));
        Assert.Equal(Stroke(paper, ink).Select(value => (double)value), inputs.Inputs(0), (a, b) => Math.Abs(a - b) < 1e-4);
    }

    [Theory]
    [InlineData(0, 255), InlineData(255, 0), InlineData(0, 16), InlineData(200, 20)]
    public void A_digit_becomes_the_bytes_of_the_data_set(byte paper, byte ink)
    {
        var format = OfBytes(paper, ink);
        Assert.Equal((paper > ink, 8), (format.IsInkLow, format.Side));
        Assert.Equal(Array.ConvertAll(Stroke(paper, ink), value => (byte)value),
            format.SampleOf([.. Stroke(0, 255).Select(value => (byte)value)], 2).Pixels(0).ToArray());
    }

    [Fact]
    public void Data_of_another_range_or_polarity_or_number_of_channels_are_told_apart()
    {
        var bytes = OfBytes(0, 255);
        Assert.Null(bytes.DifferenceTo(OfFloats(0, 1)));
        Assert.Null(bytes.DifferenceTo(OfBytes(0, 230)));
        Assert.Equal("numbers from 0 to 1 with ink at the high end, and these are numbers from 0 to 1 with ink at the low end",
            bytes.DifferenceTo(OfBytes(255, 0)));
        Assert.Equal("numbers from 0 to 1 with ink at the high end, and these are numbers from -0.42 to 2.82 with ink at the high end",
            bytes.DifferenceTo(OfFloats(-0.42f, 2.82f)));
        Assert.NotNull(OfFloats(0, 255).DifferenceTo(bytes));
        Assert.Equal("1 channels, and these images have 3",
            bytes.DifferenceTo(InputFormat.Of(new Dataset(new byte[192], [0], 8, 8, 2, new Channels(3, areFirst: true)))));
        var table = InputFormat.Of(new Dataset([0f, 3f], [0], 1, 2, 2));
        Assert.Null(table.DifferenceTo(InputFormat.Of(new Dataset([0f, 5f], [0], 1, 2, 2))));
        Assert.NotNull(table.DifferenceTo(InputFormat.Of(new Dataset([2000f, 2025f], [0], 1, 2, 2))));
    }

    /// <summary>What a damaged or forged file may say.</summary>
    [Fact]
    public void An_impossible_format_is_reported()
    {
        var format = OfBytes(0, 255);
        Assert.True(format.Fits(64));
        Assert.False(format.Fits(65));
        Assert.False((format with { Rows = -8, Columns = -8 }).Fits(64));
        Assert.False((format with { Rows = int.MaxValue, Columns = int.MaxValue, Channels = int.MaxValue }).Fits(64));
        Assert.False((format with { High = float.NaN }).Fits(64));
        Assert.False((format with { Low = float.MinValue, High = float.MaxValue }).Fits(64));
        Assert.False((format with { Border = 2 }).Fits(64));
    }

    [Fact]
    public void A_flat_row_that_is_a_square_has_the_border_of_the_square()
    {
        var flat = InputFormat.Of(new Dataset(Stroke(1, 0), [0], 1, 64, 2));
        Assert.Equal((8, 1f, true), (flat.Side, flat.Border, flat.IsInkLow));
        Assert.Null((flat with { Columns = 63 }).Side);
        Assert.Null((flat with { Rows = 4, Columns = 16 }).Side);
        Assert.Null((flat with { Channels = 3 }).Side);
    }
}
