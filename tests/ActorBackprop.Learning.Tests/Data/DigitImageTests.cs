using ActorBackprop.Learning.Data;
using ActorBackprop.Learning.Tests.Support;

namespace ActorBackprop.Learning.Tests.Data;

public sealed class DigitImageTests
{
    private static readonly Dataset Digits = Mnist.All.Test;

    [Fact]
    public void An_image_in_the_data_sets_form_is_not_changed()
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

    /// <summary>Each digit is scaled up three times and placed off centre on a page.</summary>
    [Theory]
    [InlineData(100, 120, 3, 9, false)]
    [InlineData(100, 84, 16, 0, true)]
    public void A_magnified_digit_is_restored(int rows, int columns, int down, int across, bool inverted)
    {
        for (var index = 0; index < 60; index++)
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
    public void Most_magnified_digits_are_restored_exactly()
    {
        var same = Enumerable.Range(0, 80).Count(index =>
        {
            var page = new byte[84 * 84];
            for (var i = 0; i < page.Length; i++) page[i] = Digits.Pixels(index)[i / 84 / 3 * 28 + i % 84 / 3];
            return MeanDifference(Digits.Pixels(index), DigitImage.Prepare(page, 84, 84)!.Pixels) < 1;
        });
        Assert.InRange(same, 48, 80);
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
    public void A_blank_page_is_not_a_digit(byte grey)
    {
        var page = new byte[50 * 40];
        page.AsSpan().Fill(grey);
        page[999] = (byte)(grey ^ 3); // a speck of dust
        Assert.Null(DigitImage.Prepare(page, 50, 40));
    }

    /// <summary>How photographs differ from a scan. Each picture is made of one of the first digits, ten times as large, dark on white.</summary>
    public static TheoryData<string> Kinds => ["lit", "speck", "frame", "noise", "ruled", "grey paper", "small on grey", "light on dark, lit"];

    [Fact]
    public void A_lit_picture_becomes_the_same_digit() => AssertFound("lit", digits: 25);

    [Theory, Trait("Category", "Long"), MemberData(nameof(Kinds))]
    public void A_picture_with_a_flaw_becomes_the_same_digit(string kind) => AssertFound(kind, digits: 100);

    private static void AssertFound(string kind, int digits)
    {
        var random = new Random(3);
        double Noise() => 12 * Math.Abs(Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()));
        var near = Enumerable.Range(0, digits).Count(index =>
        {
            var digit = Digits.Pixels(index).ToArray();
            var side = kind == "small on grey" ? 28 : 280;
            var page = new byte[side * side];
            for (var i = 0; i < page.Length; i++)
            {
                var (y, x) = (i / side, i % side);
                var ink = digit[y * 28 / side * 28 + x * 28 / side];
                var v = 255.0 - ink;
                page[i] = (byte)Math.Clamp(kind switch
                {
                    "lit" => v * (1 - .35 * x / 280),
                    "speck" => y < 3 && x < 3 ? 0 : v,
                    "frame" => Math.Min(Math.Min(x, y), Math.Min(279 - x, 279 - y)) < 2 ? 0 : v,
                    "noise" => v - Noise(),
                    "ruled" => y % 56 == 0 ? 150 : v,
                    "grey paper" => 100 - 100 * ink / 255,
                    "small on grey" => 90 + ink * 165 / 255,
                    _ => 20 + 100 * y / 280 + ink * 130 / 255,
                }, 0, 255);
            }
            var found = DigitImage.Prepare(page, side, side);
            return found is not null && MeanDifference(digit, found.Pixels) < 16;
        });
        Assert.InRange(near, 0.9 * digits, digits);
    }

    [Theory]
    [InlineData(28, 0), InlineData(28, 255), InlineData(28, 90), InlineData(280, 0), InlineData(280, 255)]
    public void A_page_with_only_a_speck_a_frame_or_lines_is_not_a_digit(int side, byte paper)
    {
        var page = new byte[side * side];
        page.AsSpan().Fill(paper);
        Assert.Null(DigitImage.Prepare(page, side, side));
        page[page.Length / 2 + side / 2] ^= 0x70; // a speck
        Assert.Null(DigitImage.Prepare(page, side, side));
        if (side == 28) return; // of a picture of the data set's own size nothing is left out
        page.AsSpan().Fill(paper);
        for (var i = 0; i < page.Length; i++) if (i / side % (side / 4) == 1) page[i] ^= 0x70; // lines
        Assert.Null(DigitImage.Prepare(page, side, side));
        page.AsSpan().Fill(paper);
        for (var i = 0; i < page.Length; i++) if (i / side == 0 || i % side == 0) page[i] ^= 0x70; // two sides of a frame
        Assert.Null(DigitImage.Prepare(page, side, side));
    }

    /// <summary>Clothes, as in Fashion-MNIST, fill the picture and touch its sides.</summary>
    [Theory, InlineData(28, false), InlineData(28, true), InlineData(280, false), InlineData(280, true)]
    public void Ink_that_fills_most_of_a_picture_is_not_taken_for_paper(int side, bool isDark)
    {
        var page = new byte[side * side];
        for (var i = 0; i < page.Length; i++)
        {
            var (y, x) = (i / side * 28 / side, i % side * 28 / side);
            page[i] = x is > 4 and < 23 || y is > 3 and < 12 && x is > 0 and < 27 ? (byte)(120 + 4 * y) : (byte)0;
        }
        var found = DigitImage.Prepare(isDark ? Inverted(page) : page, side, side)!;
        Assert.Equal((isDark, side != 28), (found.WasInverted, found.WasFitted));
        Assert.True(found.Pixels[14 * 28 + 14] > 100 && found.Pixels[27 * 28] < 10, "the cloth is the ink");
        if (!isDark && side == 28) Assert.Equal(page, found.Pixels);
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
