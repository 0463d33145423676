namespace ActorBackprop.Studio.Looking;

/// <summary>A digit as it was drawn.</summary>
/// <param name="Pixels">A byte a pixel, 0 is black, in base64.</param>
/// <param name="Side">Pixels down, and across.</param>
/// <param name="At">The turn of the earlier moment whose parameters are meant; null for now.</param>
public sealed record Drawing(string Pixels, int Side, long? At = null);
