using System.Buffers.Binary;
using System.IO.Compression;
using ActorBackprop.Learning.Data;

namespace ActorBackprop.Cli.Images;

/// <summary>Checks what the PNG decoder does not: checksums, and that a small file does not unpack to gigabytes.</summary>
internal static class PngChecks
{
    private const int HeaderBytes = 33, ChunkOverhead = 12; // length, type, checksum

    private static readonly byte[] Signature = [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    /// <summary>Returns whether a file starts with a complete PNG header.</summary>
    public static bool IsPng(ReadOnlySpan<byte> bytes) =>
        bytes.Length >= HeaderBytes && bytes.StartsWith(Signature) && bytes[12..].StartsWith("IHDR"u8);

    /// <summary>Checks that every chunk is complete, and that the pixels unpack to at most the size in the header.</summary>
    /// <exception cref="DataFileException">The file is damaged.</exception>
    public static void Check(string path, byte[] bytes, int rows, int columns)
    {
        var most = 8L * rows * columns + 16L * (rows + columns); // 16 bits for each of red, green, blue, alpha; a filter byte per row in 7 passes
        using var unpacked = new ZLibStream(Packed(path, bytes), CompressionMode.Decompress);
        var (buffer, total) = (new byte[1 << 16], 0L);
        try
        {
            for (int read; total <= most && (read = unpacked.Read(buffer)) > 0;) total += read;
        }
        catch (InvalidDataException e)
        {
            throw new DataFileException(path, null, "pixels that unpack", "damaged ones", cause: e);
        }
        if (total > most) throw new DataFileException(path, null, $"at most {most} bytes of {columns}×{rows} pixels", "more");
    }

    /// <summary>Returns the packed pixels, which may be in several chunks.</summary>
    private static MemoryStream Packed(string path, byte[] bytes)
    {
        var packed = new MemoryStream();
        for (long at = Signature.Length; at < bytes.Length;)
        {
            var left = bytes.Length - at - ChunkOverhead;
            var length = left < 0 ? 0 : BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan((int)at));
            if (left < length) throw new DataFileException(path, at, "a whole chunk", "the file's end");
            var type = bytes.AsSpan((int)at + 4, 4);
            var checksum = BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan((int)(at + 8 + length)));
            if (Crc(bytes.AsSpan((int)at + 4, (int)length + 4)) is var sum && sum != checksum)
                throw new DataFileException(path, at, $"a chunk with the checksum {sum:x8}", $"{checksum:x8}", "the file is damaged; fetch it again");
            if (type.SequenceEqual("IEND"u8)) break;
            if (type.SequenceEqual("IDAT"u8)) packed.Write(bytes, (int)at + 8, (int)length);
            at += ChunkOverhead + length;
        }
        packed.Position = 0;
        return packed;
    }

    private static uint Crc(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var value in bytes)
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++) crc = (crc & 1) == 0 ? crc >> 1 : (crc >> 1) ^ 0xEDB88320;
        }
        return ~crc;
    }
}
