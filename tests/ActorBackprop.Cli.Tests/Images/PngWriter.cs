using System.Buffers.Binary;
using System.IO.Compression;

namespace ActorBackprop.Cli.Tests.Images;

/// <summary>Writes PNGs, good ones and others.</summary>
internal static class PngWriter
{
    public const byte Grey = 0, Rgba = 6;

    private static readonly byte[] Signature = [137, 80, 78, 71, 13, 10, 26, 10];

    /// <summary>A PNG of 8 bits a channel.</summary>
    public static byte[] Write(byte[] samples, int columns, int rows, byte colorType = Grey)
    {
        var bytes = samples.Length / rows;
        var filtered = Enumerable.Range(0, rows).SelectMany(i => (byte[])[0, .. samples.AsSpan(i * bytes, bytes)]).ToArray();
        return [.. Signature, .. Header((uint)columns, (uint)rows, colorType), .. Chunk("IDAT", Packed(filtered)), .. Chunk("IEND", [])];
    }

    /// <summary>A header and these packed pixels, whatever they are.</summary>
    public static byte[] Of(uint columns, uint rows, byte[] packed) =>
        [.. Signature, .. Header(columns, rows, Grey), .. Chunk("IDAT", packed), .. Chunk("IEND", [])];

    public static byte[] Packed(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Fastest)) zlib.Write(bytes);
        return packed.ToArray();
    }

    private static byte[] Header(uint columns, uint rows, byte colorType) =>
        Chunk("IHDR", [.. BigEndian(columns), .. BigEndian(rows), 8, colorType, 0, 0, 0]);

    private static byte[] Chunk(string type, byte[] data)
    {
        byte[] named = [.. type.Select(letter => (byte)letter), .. data];
        return [.. BigEndian((uint)data.Length), .. named, .. BigEndian(Crc(named))];
    }

    private static uint Crc(byte[] bytes)
    {
        var crc = uint.MaxValue;
        foreach (var one in bytes)
        {
            crc ^= one;
            for (var bit = 0; bit < 8; bit++) crc = (crc & 1) == 0 ? crc >> 1 : 0xEDB88320 ^ (crc >> 1);
        }
        return ~crc;
    }

    private static byte[] BigEndian(uint number)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, number);
        return bytes;
    }
}
