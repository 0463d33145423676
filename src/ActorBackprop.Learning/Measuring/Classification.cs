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
    /// <param name="data">The set that has the image: by it, it reaches the network through the door that training uses.</param>
    /// <param name="index">Which image; as many pixels as the network has inputs.</param>
    public static float[] Outputs(Network network, ReadOnlySpan<float> parameters, Dataset data, int index)
    {
        var work = new Workspace(network, 1);
        work.Load(0, data, index);
        Backpropagation.Forward(work, parameters, 1);
        return work.Outputs(0).ToArray();
    }

    /// <summary>The class with the largest output; of equal ones the first.</summary>
    public static int Answer(float[] outputs) => Math.Max(0, Array.IndexOf(outputs, outputs.Max()));
}
