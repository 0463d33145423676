using ActorBackprop.Learning.Data;
using ActorBackprop.Learning.Networks;
using ActorBackprop.Studio.Stages;

namespace ActorBackprop.Studio.Looking;

/// <summary>An image that goes through the network.</summary>
/// <param name="Title">What it is called.</param>
/// <param name="Set">The set it is of.</param>
/// <param name="Index">Which of its images.</param>
internal sealed record Image(string Title, Dataset Set, int Index)
{
    /// <summary>What it should be taken for.</summary>
    public int Label => Set.Label(Index);

    /// <summary>What the network sees.</summary>
    public double[] X => Set.Inputs(Index);

    /// <summary>What it should answer: 1 for the label, 0 for all others.</summary>
    public double[] Y(int outputs)
    {
        var y = new double[outputs];
        y[Label] = 1;
        return y;
    }

    /// <summary>The image that is asked for.</summary>
    /// <exception cref="FormatException">There is none.</exception>
    public static Image Of(LensRequest request, Network network, Library library)
    {
        if (request.Pixels is { } text)
        {
            var pixels = Convert.FromBase64String(text);
            if (pixels.Length != network.Inputs) throw new FormatException($"expected {network.Inputs} pixels, found {pixels.Length}");
            if (library.Inputs.Channels != 1)
                throw new FormatException($"the network was trained on {library.Inputs.Shape}: nothing can be drawn for it");
            if (request.Target < 0 || request.Target >= network.Outputs) throw new FormatException($"there is no class {request.Target}");
            return new Image("the digit you drew", library.Inputs.SampleOf(pixels, network.Outputs, request.Target), 0);
        }
        var set = request.Set switch
        {
            "test" => library.Test,
            "training" => library.Training,
            _ => throw new FormatException("expected the set test or training"),
        };
        if (request.Index < 0 || request.Index >= set.Count) throw new FormatException($"the {request.Set} set has images 0 to {set.Count - 1}");
        return Of(set, request.Index, request.Set);
    }

    /// <summary>An image of a set.</summary>
    public static Image Of(Dataset set, int index, string name) =>
        new($"{name} image {index}", set, index);
}
