using System.Buffers.Binary;

namespace ActorBackprop.Cli.Images;

/// <summary>What the beginning of a BMP says.</summary>
/// <param name="Rows">Pixels down; from 2³¹ rows on no picture is read.</param>
/// <param name="Columns">Pixels across.</param>
/// <param name="Length">Bytes of the file up to the last pixel; 0 where its rows are packed, and the pixels alone tell.</param>
internal sealed record BmpHeader(long Rows, int Columns, long Length)
{
    /// <summary>Where in the file the size is.</summary>
    public const int Place = 18;

    private const int LeastBytes = 26, OldSize = 12, OldestWithCompression = 34, BitFields = 3, AlphaBitFields = 6;

    /// <summary>Reads a header; null where it is no BMP.</summary>
    public static BmpHeader? Of(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < LeastBytes || !bytes.StartsWith("BM"u8)) return null;
        var isOld = BinaryPrimitives.ReadInt32LittleEndian(bytes[14..]) == OldSize;
        if (!isOld && bytes.Length < OldestWithCompression) return null;
        var (columns, rows) = isOld
            ? (BinaryPrimitives.ReadUInt16LittleEndian(bytes[18..]), BinaryPrimitives.ReadUInt16LittleEndian(bytes[20..]))
            : (BinaryPrimitives.ReadInt32LittleEndian(bytes[18..]), BinaryPrimitives.ReadInt32LittleEndian(bytes[22..]));
        var rowCount = Math.Abs((long)rows); // from the top down where the number of rows is negative
        var bits = BinaryPrimitives.ReadUInt16LittleEndian(bytes[(isOld ? 24 : 28)..]);
        var isPacked = !isOld && BinaryPrimitives.ReadInt32LittleEndian(bytes[30..]) is not (0 or BitFields or AlphaBitFields);
        var stride = ((long)columns * bits + 31) / 32 * 4; // each row is filled up to whole words of 32 bits
        return new BmpHeader(rowCount, columns, isPacked ? 0 : BinaryPrimitives.ReadUInt32LittleEndian(bytes[10..]) + rowCount * stride);
    }
}
