using ActorBackprop.Learning.Kernels;
using ActorBackprop.Learning.Tests.Support;

namespace ActorBackprop.Learning.Tests.Kernels;

public sealed class ProductTests
{
    /// <summary>Whatever tile an element falls into, it is this chain, to the bit.</summary>
    [Fact]
    public void Each_element_is_one_chain_of_fused_operations_from_its_start()
    {
        var random = new Random(3);
        for (var trial = 0; trial < 400; trial++)
        {
            var (rows, inner, stride) = (random.Next(1, 8), random.Next(1, 40), 8 * random.Next(1, 11));
            var (transposed, add, hasStart) = (trial % 2 == 1, trial % 3 == 1, trial % 5 < 3);
            var a = Some.Floats(random, rows * inner);
            var b = Some.Floats(random, inner * stride);
            float[] start = hasStart ? Some.Floats(random, stride) : [];
            var before = Some.Floats(random, rows * stride);
            var c = before.ToArray();
            var factor = transposed ? new Factor(a, 1, rows) : new Factor(a, inner, 1);
            Product.Compute(c, factor, b, start, rows, inner, stride, add);
            for (var r = 0; r < rows; r++)
                for (var j = 0; j < stride; j++)
                {
                    var sum = hasStart ? start[j] : 0;
                    for (var k = 0; k < inner; k++)
                        sum = MathF.FusedMultiplyAdd(transposed ? a[k * rows + r] : a[r * inner + k], b[k * stride + j], sum);
                    if (add) sum = before[r * stride + j] + sum;
                    Assert.True(BitConverter.SingleToInt32Bits(sum) == BitConverter.SingleToInt32Bits(c[r * stride + j]),
                        $"trial {trial}: row {r} of {rows}, column {j} of {stride}");
                }
        }
    }

    [Fact]
    public void Memory_that_is_too_short_is_refused_at_the_door()
    {
        float[] long24 = new float[24], short23 = new float[23];
        Assert.ThrowsAny<Exception>(() => Product.Compute(short23, new Factor(long24, 8, 1), new float[64], [], 3, 8, 8));
        Assert.ThrowsAny<Exception>(() => Product.Compute(long24, new Factor(short23, 8, 1), new float[64], [], 3, 8, 8));
        Assert.ThrowsAny<Exception>(() => Product.Compute(long24, new Factor(long24, 8, 1), new float[63], [], 3, 8, 8));
        Assert.ThrowsAny<Exception>(() => Product.Compute(long24, new Factor(long24, 8, 1), new float[64], new float[7], 3, 8, 8));
    }
}
