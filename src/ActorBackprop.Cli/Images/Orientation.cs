using System.Buffers.Binary;

namespace ActorBackprop.Cli.Images;

/// <summary>How stored pixels are turned to look at them: EXIF's numbers 1 to 8. The default is as they are stored.</summary>
/// <param name="Number">0 or 1 for as they are stored.</param>
internal readonly record struct Orientation(int Number)
{
    private const ushort Tag = 0x0112;
    private const int EntryBytes = 12;

    /// <summary>Reads it from a segment of EXIF; null where it does not say.</summary>
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

    /// <summary>Turns greys, [rows][columns], the right way up.</summary>
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
