using ActorBackprop.Learning.Networks;
using ActorBackprop.Learning.Training;
using ActorBackprop.Runs.Checkpoints;

namespace ActorBackprop.Runs.Tests.Checkpoints;

/// <summary>
/// Checkpoints to test with. Their configuration is the network's widths, which <see cref="NetworkOf(string)"/> reads back.
/// </summary>
internal static class Some
{
    public const string Sha256 = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    public static Checkpoint Checkpoint(int[] widths, int optimizerArrays = 0, long steps = 120, int seed = 1, int residuals = 0)
    {
        var network = NetworkOf(widths);
        var random = new Random(seed);
        var arrays = Enumerable.Range(0, 1 + optimizerArrays + residuals).Select(_ => Parameters(network, random)).ToArray();
        var totals = new EpochTotals(random.Next(1, 1000), random.NextDouble() * 1000, random.Next(1000));
        var snapshot = new TrainingSnapshot(steps, arrays[0], arrays[1..(1 + optimizerArrays)], totals) { Residuals = arrays[(1 + optimizerArrays)..] };
        return new(network, snapshot, ulong.MaxValue, Configuration(widths), Sha256);
    }

    public static Network NetworkOf(string configuration) =>
        NetworkOf([.. configuration.Trim('{', '}').Split(':')[1].Trim('[', ']', '"').Split(',').Select(int.Parse)]);

    public static string Configuration(int[] widths) => $"{{\"layers é+<\\\"\":[{string.Join(',', widths)}]}}";

    public static Network NetworkOf(int[] widths) =>
        new(widths, [.. Enumerable.Repeat(Activation.Sigmoid, widths.Length - 1)], Cost.Quadratic);

    /// <summary>Any finite bits where there is a parameter, -0 and subnormal ones among them; 0 in the padding.</summary>
    private static float[] Parameters(Network network, Random random)
    {
        var memory = new float[network.ParameterLength];
        foreach (var layer in network.Layers)
            for (var row = 0; row <= layer.Inputs; row++) // the biases are the row behind the last
                for (var j = 0; j < layer.Outputs; j++)
                    memory[layer.WeightsOffset + row * layer.Stride + j] = AnyFinite(random);
        return memory;
    }

    private static float AnyFinite(Random random)
    {
        var value = BitConverter.Int32BitsToSingle(random.Next(int.MinValue, int.MaxValue));
        return float.IsFinite(value) ? value : -0f;
    }
}
