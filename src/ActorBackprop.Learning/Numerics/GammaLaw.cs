namespace ActorBackprop.Learning.Numerics;

/// <summary>The gamma distribution with scale 1 (Marsaglia and Tsang 2000).</summary>
internal static class GammaLaw
{
    /// <summary>Draws a number.</summary>
    /// <param name="shape">Above 0.</param>
    /// <param name="random">Where from.</param>
    public static double Draw(double shape, RandomSource random)
    {
        if (shape < 1) return Draw(shape + 1, random) * Scalar.Exp(Scalar.Log(1 - random.NextUnit()) / shape);
        var d = shape - 1.0 / 3;
        var c = 1 / Math.Sqrt(9 * d);
        while (true)
        {
            var normal = random.NextNormal();
            var root = 1 + c * normal;
            if (root <= 0) continue;
            var cube = root * root * root;
            if (Scalar.Log(1 - random.NextUnit()) < normal * normal / 2 + d - d * cube + d * Scalar.Log(cube)) return d * cube;
        }
    }
}
