using ActorBackprop.Digits;
using ActorBackprop.Learning.Data;

namespace ActorBackprop.Learning.Tests.Data;

public sealed class DigitImageTests
{
    private static readonly Dataset Digits = IdxDirectory.Load(DigitFiles.Directory).Test;

    [Fact]
    public void An_image_as_the_data_set_has_it_stays_as_it_is()
    {
        for (var index = 0; index < 100; index++)
        {
            var digit = DigitImage.Prepare(Digits.Pixels(index), 28, 28)!;
            Assert.Equal(Digits.Pixels(index), digit.Pixels);
            Assert.Equal((28, false, false), (digit.Side, digit.WasInverted, digit.WasFitted));
        }
    }

    [Fact]
    public void An_inverted_image_of_the_right_size_is_only_inverted_back()
    {
        for (var index = 0; index < 100; index++)
        {
            var digit = DigitImage.Prepare(Inverted(Digits.Pixels(index).ToArray()), 28, 28)!;
            Assert.Equal((true, false), (digit.WasInverted, digit.WasFitted));
            AssertNear(Digits.Pixels(index), digit.Pixels, 1);
        }
    }

    /// <summary>Scaled up three times and put off centre on a page, each digit comes back to where the data set has it.</summary>
    [Theory]
    [InlineData(100, 120, 3, 9, false)]
    [InlineData(100, 84, 16, 0, true)]
    public void A_magnified_digit_comes_back_as_it_was(int rows, int columns, int down, int across, bool inverted)
    {
        for (var index = 0; index < 200; index++)
        {
            var page = new byte[rows * columns];
            for (var i = 0; i < 84; i++)
                for (var j = 0; j < 84; j++)
                    page[(i + down) * columns + j + across] = Digits.Pixels(index)[i / 3 * 28 + j / 3];
            var digit = DigitImage.Prepare(inverted ? Inverted(page) : page, rows, columns)!;
            Assert.Equal((inverted, true), (digit.WasInverted, digit.WasFitted));
            // A rim too faint to count as ink makes the digit a little larger; mostly there is none.
            Assert.InRange(MeanDifference(Digits.Pixels(index), digit.Pixels), 0, 8);
        }
    }

    [Fact]
    public void Most_magnified_digits_come_back_to_the_very_pixel()
    {
        var same = Enumerable.Range(0, 200).Count(index =>
        {
            var page = new byte[84 * 84];
            for (var i = 0; i < page.Length; i++) page[i] = Digits.Pixels(index)[i / 84 / 3 * 28 + i % 84 / 3];
            return MeanDifference(Digits.Pixels(index), DigitImage.Prepare(page, 84, 84)!.Pixels) < 1;
        });
        Assert.InRange(same, 120, 200);
    }

    [Theory]
    [InlineData(40, 10, 20, 5)]
    [InlineData(10, 40, 5, 20)]
    [InlineData(3, 3, 20, 20)]
    [InlineData(2000, 1000, 20, 10)]
    public void A_full_box_keeps_its_proportions_and_stands_in_the_middle(int rows, int columns, int high, int wide)
    {
        var page = new byte[(rows + 2) * (columns + 2)];
        for (var i = 1; i <= rows; i++) page.AsSpan(i * (columns + 2) + 1, columns).Fill(200);
        var pixels = DigitImage.Prepare(page, rows + 2, columns + 2)!.Pixels;
        var lit = Enumerable.Range(0, 784).Where(i => pixels[i] > 0).ToList();
        Assert.All(lit, i => Assert.Equal(255, pixels[i])); // the strongest ink is white
        Assert.Equal((high, wide), (lit[^1] / 28 - lit[0] / 28 + 1, lit.Max(i => i % 28) - lit.Min(i => i % 28) + 1));
        Assert.Equal(high * wide, lit.Count);
        Assert.InRange(lit[0] / 28 - (28 - high) / 2, 0, 1);
        Assert.InRange(lit[0] % 28 - (28 - wide) / 2, 0, 1);
    }

    [Theory]
    [InlineData(255), InlineData(0), InlineData(90)]
    public void A_blank_page_is_no_digit(byte grey)
    {
        var page = new byte[50 * 40];
        page.AsSpan().Fill(grey);
        page[999] = (byte)(grey ^ 3); // a speck of dust
        Assert.Null(DigitImage.Prepare(page, 50, 40));
    }

    [Fact]
    public void A_single_pixel_is_an_image_too() => Assert.Null(DigitImage.Prepare([77], 1, 1));

    private static byte[] Inverted(byte[] pixels) => Array.ConvertAll(pixels, pixel => (byte)(255 - pixel));

    private static double MeanDifference(ReadOnlySpan<byte> a, byte[] b)
    {
        var sum = 0.0;
        for (var i = 0; i < b.Length; i++) sum += Math.Abs(a[i] - b[i]);
        return sum / b.Length;
    }

    private static void AssertNear(ReadOnlySpan<byte> expected, byte[] actual, int most)
    {
        for (var i = 0; i < actual.Length; i++) Assert.InRange(actual[i] - expected[i], -most, most);
    }
}
