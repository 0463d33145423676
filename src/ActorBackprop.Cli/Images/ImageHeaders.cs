using System.Buffers.Binary;

namespace ActorBackprop.Cli.Images;

/// <summary>The header of a JPEG.</summary>
/// <param name="Rows">Stored rows of pixels.</param>
/// <param name="Columns">Stored columns of pixels.</param>
/// <param name="Place">The position of rows and columns in the file.</param>
/// <param name="Orientation">The EXIF orientation.</param>
internal sealed record JpegHeader(int Rows, int Columns, int Place, Orientation Orientation)
{
    private const byte Start = 0xD8, FirstFrame = 0xC0, LastFrame = 0xCF, HuffmanTables = 0xC4, Reserved = 0xC8, Arithmetic = 0xCC, Exif = 0xE1;
    private const byte FirstRestart = 0xD0, LastRestart = 0xD7, End = 0xD9;

    /// <summary>Reads the segments up to the frame; null for a file that is not a JPEG or has no frame.</summary>
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

    /// <summary>Returns whether a file starts like a JPEG.</summary>
    public static bool IsJpeg(ReadOnlySpan<byte> bytes) => bytes.StartsWith([(byte)0xFF, Start, (byte)0xFF]);

    /// <summary>
    /// Returns whether the end marker follows the frame. It skips whole segments, because a thumbnail before the frame has an end marker too;
    /// among the pixels 0xFF is followed by 0 or by a restart marker.
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

/// <summary>The header of a BMP.</summary>
/// <param name="Rows">Rows of pixels.</param>
/// <param name="Columns">Columns of pixels.</param>
/// <param name="Length">Bytes of the file up to the last pixel; 0 where rows are compressed and their length is unknown.</param>
internal sealed record BmpHeader(long Rows, int Columns, long Length)
{
    /// <summary>The position of the size in the file.</summary>
    public const int Place = 18;

    private const int MinBytes = 26, OldSize = 12, OldestWithCompression = 34, BitFields = 3, AlphaBitFields = 6;

    /// <summary>Reads a header; null for a file that is not a BMP.</summary>
    public static BmpHeader? Of(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < MinBytes || !bytes.StartsWith("BM"u8)) return null;
        var isOld = BinaryPrimitives.ReadInt32LittleEndian(bytes[14..]) == OldSize;
        if (!isOld && bytes.Length < OldestWithCompression) return null;
        var (columns, rows) = isOld
            ? (BinaryPrimitives.ReadUInt16LittleEndian(bytes[18..]), BinaryPrimitives.ReadUInt16LittleEndian(bytes[20..]))
            : (BinaryPrimitives.ReadInt32LittleEndian(bytes[18..]), BinaryPrimitives.ReadInt32LittleEndian(bytes[22..]));
        var rowCount = Math.Abs((long)rows); // negative for rows from top to bottom
        var bits = BinaryPrimitives.ReadUInt16LittleEndian(bytes[(isOld ? 24 : 28)..]);
        var isPacked = !isOld && BinaryPrimitives.ReadInt32LittleEndian(bytes[30..]) is not (0 or BitFields or AlphaBitFields);
        var stride = ((long)columns * bits + 31) / 32 * 4; // rows are padded to 32 bits
        return new BmpHeader(rowCount, columns, isPacked ? 0 : BinaryPrimitives.ReadUInt32LittleEndian(bytes[10..]) + rowCount * stride);
    }
}

/// <summary>The EXIF orientation of an image.</summary>
/// <param name="Number">EXIF's number, 1 to 8; 0 or 1: as stored.</param>
internal readonly record struct Orientation(int Number)
{
    private const ushort Tag = 0x0112;
    private const int EntryBytes = 12;

    /// <summary>Reads it from an EXIF segment; null where it is missing.</summary>
    public static Orientation? OfExif(ReadOnlySpan<byte> segment)
    {
        if (!segment.StartsWith("Exif\0\0"u8) || segment.Length < 14) return null;
        var tiff = segment[6..];
        var isLittle = tiff.StartsWith("II"u8);
        var directory = isLittle ? BinaryPrimitives.ReadUInt32LittleEndian(tiff[4..]) : BinaryPrimitives.ReadUInt32BigEndian(tiff[4..]);
        if (directory > tiff.Length - 2) return null;
        var entries = tiff[(int)directory..];
        for (var (entry, count) = (0, Short(entries)); entry < count && 2 + (entry + 1) * EntryBytes <= entries.Length; entry++)
        {
            var field = entries.Slice(2 + entry * EntryBytes, EntryBytes);
            if (Short(field) == Tag) return Short(field[8..]) is >= 1 and <= 8 and var number ? new Orientation(number) : null;
        }
        return null;

        ushort Short(ReadOnlySpan<byte> at) => isLittle ? BinaryPrimitives.ReadUInt16LittleEndian(at) : BinaryPrimitives.ReadUInt16BigEndian(at);
    }

    /// <summary>Rotates and flips grey pixels, [rows][columns], to upright.</summary>
    public (byte[] Grey, int Rows, int Columns) Apply(byte[] grey, int rows, int columns)
    {
        if (Number <= 1) return (grey, rows, columns);
        var (isTurned, isFlippedAcross, isFlippedDown) = (Number >= 5, Number is 2 or 3 or 7 or 8, Number is 3 or 4 or 6 or 7);
        var (high, wide) = isTurned ? (columns, rows) : (rows, columns);
        var turned = new byte[grey.Length];
        for (var i = 0; i < high; i++)
            for (var j = 0; j < wide; j++)
            {
                var (row, column) = isTurned ? (j, i) : (i, j);
                if (isFlippedDown) row = rows - 1 - row;
                if (isFlippedAcross) column = columns - 1 - column;
                turned[i * wide + j] = grey[row * columns + column];
            }
        return (turned, high, wide);
    }
}
