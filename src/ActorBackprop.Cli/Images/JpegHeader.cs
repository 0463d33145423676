using System.Buffers.Binary;

namespace ActorBackprop.Cli.Images;

/// <summary>What the segments before a JPEG's pixels say.</summary>
/// <param name="Rows">Pixels down, as they are stored.</param>
/// <param name="Columns">Pixels across, as they are stored.</param>
/// <param name="Place">Where in the file the two are.</param>
/// <param name="Orientation">How the camera was held.</param>
internal sealed record JpegHeader(int Rows, int Columns, int Place, Orientation Orientation)
{
    private const byte Start = 0xD8, FirstFrame = 0xC0, LastFrame = 0xCF, HuffmanTables = 0xC4, Reserved = 0xC8, Arithmetic = 0xCC, Exif = 0xE1;
    private const byte FirstRestart = 0xD0, LastRestart = 0xD7, End = 0xD9;

    /// <summary>Reads the segments up to the frame's; null where it is no JPEG, or has no frame.</summary>
    public static JpegHeader? Of(ReadOnlySpan<byte> bytes)
    {
        if (!bytes.StartsWith([(byte)0xFF, Start])) return null;
        var orientation = default(Orientation);
        for (var at = 2; at + 9 <= bytes.Length && bytes[at] == 0xFF;)
        {
            var marker = bytes[at + 1];
            if (marker == 0xFF) // padding
            {
                at++;
                continue;
            }
            if (marker is >= FirstFrame and <= LastFrame and not (HuffmanTables or Reserved or Arithmetic))
                return new JpegHeader(BinaryPrimitives.ReadUInt16BigEndian(bytes[(at + 5)..]),
                    BinaryPrimitives.ReadUInt16BigEndian(bytes[(at + 7)..]), at + 5, orientation);
            var length = BinaryPrimitives.ReadUInt16BigEndian(bytes[(at + 2)..]);
            if (length < 2 || at + 2 + length > bytes.Length) return null;
            if (marker == Exif) orientation = Orientation.OfExif(bytes.Slice(at + 4, length - 2)) ?? orientation;
            at += 2 + length;
        }
        return null;
    }

    /// <summary>Whether a JPEG begins here, be it whole or not.</summary>
    public static bool IsJpeg(ReadOnlySpan<byte> bytes) => bytes.StartsWith([(byte)0xFF, Start, (byte)0xFF]);

    /// <summary>
    /// Whether the marker of the end follows the frame. A small picture before the frame has an end too, so that segments are passed over
    /// as a whole; in the pixels 0xFF is followed by 0 or by the number of a restart.
    /// </summary>
    /// <param name="bytes">The file.</param>
    public bool HasEnd(ReadOnlySpan<byte> bytes)
    {
        for (var at = Place - 5; at + 1 < bytes.Length; at++)
        {
            if (bytes[at] != 0xFF || bytes[at + 1] is 0 or 0xFF or (>= FirstRestart and <= LastRestart)) continue;
            if (bytes[at + 1] == End) return true;
            if (at + 4 > bytes.Length) return false;
            at += 1 + BinaryPrimitives.ReadUInt16BigEndian(bytes[(at + 2)..]);
        }
        return false;
    }
}
