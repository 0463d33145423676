namespace ActorBackprop.Learning.Data;

/// <summary>How many numbers a pixel has, and where they are. The default is one.</summary>
public readonly record struct Channels
{
    private readonly int _more; // than one, so that the default is one

    /// <param name="count">Numbers of a pixel, 1 or more: 3 for red, green and blue.</param>
    /// <param name="areFirst">Whether an image is [channels][rows][columns], as PyTorch has it, and not [rows][columns][channels].</param>
    public Channels(int count, bool areFirst)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        (_more, AreFirst) = (count - 1, areFirst && count > 1);
    }

    /// <summary>Numbers of a pixel.</summary>
    public int Count => _more + 1;

    /// <summary>Whether an image is [channels][rows][columns].</summary>
    public bool AreFirst { get; }

    /// <summary>Returns where in an image a number is.</summary>
    /// <param name="pixel">Which pixel, row by row.</param>
    /// <param name="channel">Which of its channels.</param>
    /// <param name="pixels">Pixels of an image.</param>
    public int IndexOf(int pixel, int channel, int pixels) => AreFirst ? channel * pixels + pixel : pixel * Count + channel;
}
