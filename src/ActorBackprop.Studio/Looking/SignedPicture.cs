namespace ActorBackprop.Studio.Looking;

/// <summary>Numbers as a picture: a signed byte each, the largest magnitude being 127.</summary>
/// <param name="Largest">That magnitude.</param>
/// <param name="Pixels">The bytes in base64.</param>
internal sealed record SignedPicture(double Largest, string Pixels)
{
    /// <summary>Makes one.</summary>
    public static SignedPicture Of(double[] numbers)
    {
        var largest = numbers.Max(Math.Abs);
        var scale = largest > 0 && double.IsFinite(largest) ? 127 / largest : 0;
        return new(largest, Convert.ToBase64String(Array.ConvertAll(numbers, number => unchecked((byte)(sbyte)Math.Round(number * scale)))));
    }
}
