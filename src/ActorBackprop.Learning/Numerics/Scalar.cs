namespace ActorBackprop.Learning.Numerics;

/// <summary>
/// exp, log, cos and integer powers in double precision, by additions, multiplications and divisions only: the same bits on
/// every operating system, which the platform's own functions do not promise.
/// </summary>
public static class Scalar
{
    private const double Ln2High = 6.93147180369123816490e-01, Ln2Low = 1.90821492927058770002e-10;

    /// <summary>1/0!, 1/1!, ... 1/13!.</summary>
    private static readonly double[] InverseFactorials =
        [.. Enumerable.Range(0, 14).Select(n => 1 / Enumerable.Range(1, n).Aggregate(1.0, (product, k) => product * k))];

    /// <summary>1/3, 1/5, ... 1/21.</summary>
    private static readonly double[] InverseOdds = [.. Enumerable.Range(1, 10).Select(k => 1.0 / (2 * k + 1))];

    /// <summary>Returns eˣ, within 2 units in the last place; 0 below −708, infinite above 709.</summary>
    public static double Exp(double x)
    {
        if (double.IsNaN(x)) return x;
        if (x < -708) return 0;
        if (x > 709) return double.PositiveInfinity;
        var n = Math.Round(x * 1.44269504088896340736); // x = n ln 2 + r, |r| <= 0.35
        var r = x - n * Ln2High - n * Ln2Low;
        var sum = 0.0; // Σ rᵏ / k!
        for (var k = InverseFactorials.Length - 1; k >= 0; k--) sum = sum * r + InverseFactorials[k];
        return sum * BitConverter.Int64BitsToDouble(((long)n + 1023) << 52);
    }

    /// <summary>Returns the natural logarithm, within 2 units in the last place; NaN unless x is above 0.</summary>
    public static double Log(double x)
    {
        if (!(x > 0)) return double.NaN;
        if (double.IsPositiveInfinity(x)) return x;
        var scaling = x < 2.2250738585072014e-308 ? 54 : 0; // a subnormal number has too few bits: lift it first
        var bits = BitConverter.DoubleToInt64Bits(scaling == 0 ? x : x * (1L << 54));
        var exponent = (int)(bits >> 52) - 1023 - scaling;
        var mantissa = BitConverter.Int64BitsToDouble((bits & 0xFFFFFFFFFFFFF) | (1023L << 52));
        if (mantissa > 1.4142135623730951)
        {
            mantissa /= 2;
            exponent++;
        }
        var s = (mantissa - 1) / (mantissa + 1); // ln m = 2 artanh s = 2 (s + s³/3 + s⁵/5 + ...), |s| <= 0.172
        var square = s * s;
        var sum = 0.0;
        for (var k = InverseOdds.Length - 1; k >= 0; k--) sum = square * (sum + InverseOdds[k]);
        return exponent * Ln2High + (2 * s + (2 * s * sum + exponent * Ln2Low));
    }

    /// <summary>Returns cos(π t) for t from 0 to 1, within 1e-15.</summary>
    public static double CosPi(double t)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Math.Abs(t - 0.5), 0.5, nameof(t));
        if (t > 0.5) return -CosPi(1 - t);
        var square = Math.PI * t * (Math.PI * t);
        var (sum, term) = (0.0, 1.0); // Σ (−1)ᵏ x²ᵏ / (2k)!
        for (var k = 1; k <= 12; k++)
        {
            sum += term;
            term *= -square / ((2 * k - 1) * (2 * k));
        }
        return sum;
    }

    /// <summary>Returns a power, by repeated squaring.</summary>
    /// <param name="number">Any.</param>
    /// <param name="exponent">0 or more.</param>
    public static double Power(double number, long exponent)
    {
        var power = 1.0;
        for (; exponent > 0; exponent >>= 1, number *= number)
            if ((exponent & 1) == 1) power *= number;
        return power;
    }
}
