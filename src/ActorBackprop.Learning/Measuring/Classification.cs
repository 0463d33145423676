using ActorBackprop.Learning.Data;
using ActorBackprop.Learning.Gradients;
using ActorBackprop.Learning.Networks;

namespace ActorBackprop.Learning.Measuring;

/// <summary>What a network takes one image for, by the kernels that train.</summary>
public static class Classification
{
    /// <summary>The outputs for an image.</summary>
    /// <param name="network">The network.</param>
    /// <param name="parameters">In memory order.</param>
    /// <param name="pixels">[rows][columns], 0 to 255; as many as the network has inputs.</param>
    /// <param name="columns">Pixels across.</param>
    public static float[] Outputs(Network network, ReadOnlySpan<float> parameters, byte[] pixels, int columns)
    {
        var work = new Workspace(network, 1);
        // As a data set of one image it reaches the network by the door that training uses.
        work.Load(0, new Dataset(pixels, [0], pixels.Length / columns, columns, network.Outputs), 0);
        Backpropagation.Forward(work, parameters, 1);
        return work.Outputs(0).ToArray();
    }

    /// <summary>The class with the largest output; of equal ones the first.</summary>
    public static int Answer(float[] outputs) => Math.Max(0, Array.IndexOf(outputs, outputs.Max()));
}
