namespace ActorBackprop.Studio.Looking;

/// <summary>What is to be explained.</summary>
public sealed record LensRequest
{
    /// <summary>test or training. Default: test.</summary>
    public string Set { get; init; } = "test";

    /// <summary>Which image of the set. Default: 0.</summary>
    public int Index { get; init; }

    /// <summary>An image that was drawn, a byte a pixel in base64, in place of one of a set; null for none.</summary>
    public string? Pixels { get; init; }

    /// <summary>What a drawn image should be taken for. Default: 0.</summary>
    public int Target { get; init; }

    /// <summary>Whether edges are the strongest by ∂C/∂w, and not by w. Default: no.</summary>
    public bool ByGradient { get; init; }

    /// <summary>Whether gradients are the mean over the next minibatch, and not the sample's. Default: no.</summary>
    public bool Minibatch { get; init; }

    /// <summary>
    /// The weight or bias whose chain is shown, as in w2:3,17 or b2:3. Null for the weight the cost is most sensitive to, of those into
    /// <see cref="Neuron"/>. Default: null.
    /// </summary>
    public string? Weight { get; init; }

    /// <summary>The neuron whose wishes are shown, as in a2:3; null for the weight's.</summary>
    public string? Neuron { get; init; }

    /// <summary>The turn of the earlier moment whose parameters are meant; null for now. Default: null.</summary>
    public long? At { get; init; }
}
