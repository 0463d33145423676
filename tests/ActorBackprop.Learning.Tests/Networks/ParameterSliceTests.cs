using ActorBackprop.Learning.Networks;
using CsCheck;

namespace ActorBackprop.Learning.Tests.Networks;

public sealed class ParameterSliceTests
{
    [Theory]
    [InlineData(40, 3, "0-16 16-32 32-40")]
    [InlineData(40, 100, "0-16 16-32 32-40")]
    [InlineData(40, 2, "0-16 16-40")]
    [InlineData(8, 4, "0-8")]
    [InlineData(25_616, 2, "0-12800 12800-25616")]
    public void The_cut_is_even_and_at_whole_units(int length, int most, string expected) =>
        Assert.Equal(expected, string.Join(' ', ParameterSlice.Cut(length, most).Select(slice => $"{slice.From}-{slice.To}")));

    [Fact]
    public void Every_float_is_in_one_slice_and_none_is_empty() => (
        from lanes in Gen.Int[1, Network.MaxParameters / Layer.Lane]
        from most in Gen.Int[1, 2000]
        select (lanes * Layer.Lane, most)).Sample((length, most) =>
    {
        var slices = ParameterSlice.Cut(length, most);
        var end = 0;
        foreach (var slice in slices)
        {
            if (slice.From != end || slice.From % 16 != 0 || slice.To <= slice.From) Assert.Fail($"{slice} follows {end}");
            end = slice.To;
        }
        Assert.Equal(length, end);
        Assert.Equal(Math.Min(most, (length + 15L) / 16), slices.Length);
        Assert.True(slices.Max(slice => slice.Length) - slices.Min(slice => slice.Length) <= 31);
    }, iter: 500);

    [Theory, InlineData(0, 1), InlineData(16, 0)]
    public void Cutting_nothing_or_into_no_slices_throws(int length, int most) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => ParameterSlice.Cut(length, most));
}
