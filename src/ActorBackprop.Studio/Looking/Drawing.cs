namespace ActorBackprop.Studio.Looking;

/// <summary>A digit as it was drawn.</summary>
/// <param name="Pixels">A byte a pixel, 0 is black, in base64.</param>
/// <param name="Side">Pixels down, and across.</param>
public sealed record Drawing(string Pixels, int Side);
