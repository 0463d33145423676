using ActorBackprop.Learning.Numerics;

namespace ActorBackprop.Learning.Networks;

/// <summary>Draws the initial weights and biases of a training.</summary>
public static class ParameterInitialization
{
    /// <summary>Returns new parameters in memory order. Each layer has its own random stream and draws in canonical order.</summary>
    /// <param name="network">The network.</param>
    /// <param name="initializer">The distribution.</param>
    /// <param name="seed">The run's seed.</param>
    public static float[] Draw(Network network, Initializer initializer, ulong seed)
    {
        var canonical = new float[network.ParameterCount];
        var next = 0;
        for (var l = 0; l < network.Layers.Count; l++)
        {
            var layer = network.Layers[l];
            var random = new RandomSource(seed, RandomPurpose.Parameters, (ulong)l);
            var (ofWeights, ofBiases) = Deviations(initializer, layer);
            for (var w = 0; w < layer.Inputs * layer.Outputs; w++) canonical[next++] = (float)(ofWeights * random.NextNormal());
            for (var b = 0; b < layer.Outputs; b++) canonical[next++] = (float)(ofBiases * random.NextNormal());
        }
        return CanonicalOrder.ToMemory(network, canonical);
    }

    private static (double OfWeights, double OfBiases) Deviations(Initializer initializer, Layer layer) => initializer switch
    {
        Initializer.Normal => (1, 1),
        Initializer.InverseSqrt => (1 / Math.Sqrt(layer.Inputs), 1),
        Initializer.He => (Math.Sqrt(2.0 / layer.Inputs), 0),
        Initializer.Xavier => (Math.Sqrt(2.0 / (layer.Inputs + layer.Outputs)), 0),
        _ => throw new ArgumentOutOfRangeException(nameof(initializer)),
    };
}

/// <summary>The distribution of the weights before training. n is the number of inputs of the layer, m that of its outputs.</summary>
public enum Initializer
{
    /// <summary>Weights and biases from N(0, 1): Nielsen, chapter 1.</summary>
    Normal,

    /// <summary>Weights from N(0, 1/n), biases from N(0, 1): Nielsen, chapter 3.</summary>
    InverseSqrt,

    /// <summary>Weights from N(0, 2/n), biases 0: He et al. 2015, for ReLU.</summary>
    He,

    /// <summary>Weights from N(0, 2/(n + m)), biases 0: Glorot and Bengio 2010.</summary>
    Xavier,
}
