using ActorBackprop.Learning.Data;

namespace ActorBackprop.Simulation.Tests.Campaign;

/// <summary>The samples of all campaigns: noise of 4×4 pixels, with one bright pixel that depends on the class.</summary>
internal static class Pictures
{
    public const int Count = 96, Classes = 3, Pixels = Side * Side;

    private const int Side = 4;

    public static Dataset All { get; } = Make();

    private static Dataset Make()
    {
        var random = new Random(42);
        var (pixels, labels) = (new byte[Count * Pixels], new byte[Count]);
        random.NextBytes(pixels);
        for (var n = 0; n < Count; n++)
        {
            labels[n] = (byte)random.Next(Classes);
            pixels[n * Pixels + labels[n]] = 255;
        }
        return new Dataset(pixels, labels, Side, Side, Classes);
    }
}
