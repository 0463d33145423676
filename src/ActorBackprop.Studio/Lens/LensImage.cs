using ActorBackprop.Learning.Data;
using ActorBackprop.Learning.Diagnostics;
using ActorBackprop.Learning.Networks;
using ActorBackprop.Studio.Sessions;

namespace ActorBackprop.Studio.Lens;

/// <summary>A digit that the user drew.</summary>
/// <param name="Pixels">A byte per pixel, 0 is black, in base64.</param>
/// <param name="Side">Rows and columns of pixels.</param>
/// <param name="At">The turn of the earlier moment whose parameters are used; null for now.</param>
public sealed record DrawnDigit(string Pixels, int Side, long? At = null);

/// <summary>An image that the lens explains.</summary>
/// <param name="Title">Its name.</param>
/// <param name="Set">Its set.</param>
/// <param name="Index">Its index in the set.</param>
internal sealed record LensImage(string Title, Dataset Set, int Index)
{
    private const int MaxSide = 112;

    /// <summary>Returns the requested image.</summary>
    /// <exception cref="FormatException">There is none.</exception>
    public static LensImage Find(LensRequest request, Network network, SessionData data)
    {
        if (request.Pixels is { } text)
        {
            var pixels = Convert.FromBase64String(text);
            if (pixels.Length != network.Inputs) throw new FormatException($"expected {network.Inputs} pixels, found {pixels.Length}");
            if (data.Inputs.Channels != 1)
                throw new FormatException($"the network was trained on {data.Inputs.Shape}: nothing can be drawn for it");
            if (request.Target < 0 || request.Target >= network.Outputs) throw new FormatException($"there is no class {request.Target}");
            return new LensImage("the digit you drew", data.Inputs.SampleOf(pixels, network.Outputs, request.Target), 0);
        }
        var set = request.Set switch
        {
            "test" => data.Test,
            "training" => data.Training,
            _ => throw new FormatException("expected the set test or training"),
        };
        return request.Index >= 0 && request.Index < set.Count
            ? new LensImage($"{request.Set} image {request.Index}", set, request.Index)
            : throw new FormatException($"the {request.Set} set has images 0 to {set.Count - 1}");
    }

    /// <summary>Scales and centres a drawing like the images of the data set, and classifies it; null where nothing is learned.</summary>
    /// <exception cref="FormatException">The drawing has no such size, or the network takes no such images.</exception>
    public static async Task<object?> ClassifyAsync(Session session, DrawnDigit drawn)
    {
        if (await session.SnapshotAsync(drawn.At) is not { } weights) return null;
        var pixels = Convert.FromBase64String(drawn.Pixels ?? "");
        if (drawn.Side is < 1 or > MaxSide || pixels.Length != drawn.Side * drawn.Side)
            throw new FormatException($"expected a square of up to {MaxSide}×{MaxSide} pixels, found {pixels.Length} for a side of {drawn.Side}");
        var inputs = session.Data.Inputs;
        if (inputs.Side is not { } side)
            throw new FormatException($"the network was trained on {inputs.Shape}, and a drawing is a square of one channel");
        if (DigitImage.Prepare(pixels, drawn.Side, drawn.Side, side) is not { } digit) return new { isEmpty = true };
        var outputs = Classification.Outputs(weights.Network, weights.Parameters, inputs.SampleOf(digit.Pixels, weights.Network.Outputs), 0);
        return new
        {
            isEmpty = false,
            step = weights.Steps,
            side,
            pixels = Convert.ToBase64String(digit.Pixels),
            outputs,
            answer = Classification.Answer(outputs),
        };
    }
}
