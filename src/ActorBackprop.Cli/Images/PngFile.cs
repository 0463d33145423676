using System.Buffers.Binary;
using System.IO.Compression;
using ActorBackprop.Learning.Data;
using StbImageSharp;

namespace ActorBackprop.Cli.Images;

/// <summary>Reads a PNG as greys. What its header announces and what it unpacks to is checked before anything is decoded.</summary>
internal static class PngFile
{
    /// <summary>Most pixels down, and across.</summary>
    public const int MostPixels = 4096;

    /// <summary>Most bytes of a file: 64 MiB.</summary>
    public const int MaxFileBytes = 64 << 20;

    private const int HeaderBytes = 33, ChunkOverhead = 12; // length, type, checksum
    private static readonly byte[] Signature = [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    /// <summary>Reads a file; what is transparent becomes the background, light or dark as the rest is not.</summary>
    /// <param name="path">The file.</param>
    /// <returns>[rows][columns], 0 is black, 255 white.</returns>
    /// <exception cref="DataFileException">It cannot be read, or is no PNG of at most 4096×4096.</exception>
    public static (byte[] Grey, int Rows, int Columns) Read(string path)
    {
        var bytes = Bytes(path);
        var (rows, columns) = Size(path, bytes);
        CheckUnpacked(path, bytes, rows, columns);
        try
        {
            var image = ImageResult.FromMemory(bytes, ColorComponents.GreyAlpha);
            if (image.Height == rows && image.Width == columns) return (OnBackground(image.Data), rows, columns);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            throw new DataFileException(path, null, "a PNG that can be decoded", "a damaged one", cause: e);
        }
        throw new DataFileException(path, null, $"{columns}×{rows} pixels as the header says", "another size");
    }

    private static byte[] Bytes(string path)
    {
        try
        {
            var length = new FileInfo(path).Length;
            return length <= MaxFileBytes
                ? File.ReadAllBytes(path)
                : throw new DataFileException(path, null, $"a PNG of at most {MaxFileBytes} bytes", $"{length}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            var found = e is FileNotFoundException or DirectoryNotFoundException ? "no such file" : e.Message.TrimEnd('.');
            throw new DataFileException(path, null, "a PNG file", found, "or give the index of a test image", e);
        }
    }

    private static (int Rows, int Columns) Size(string path, byte[] bytes)
    {
        if (bytes.Length < HeaderBytes || !bytes.AsSpan().StartsWith(Signature) || !bytes.AsSpan(12).StartsWith("IHDR"u8))
            throw new DataFileException(path, 0, "the beginning of a PNG", bytes.Length == 0 ? "an empty file" : "something else");
        var (columns, rows) = (BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(16)), BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(20)));
        return rows is >= 1 and <= MostPixels && columns is >= 1 and <= MostPixels
            ? ((int)rows, (int)columns)
            : throw new DataFileException(path, 16, $"between 1×1 and {MostPixels}×{MostPixels} pixels", $"{columns}×{rows}");
    }

    /// <summary>A small file can unpack to gigabytes; the decoder would hold them all.</summary>
    private static void CheckUnpacked(string path, byte[] bytes, int rows, int columns)
    {
        var most = 8L * rows * columns + 16L * (rows + columns); // 16 bits of red, green, blue, alpha; a filter byte a row, in 7 passes
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

    /// <summary>The packed pixels, which may lie in several chunks.</summary>
    private static MemoryStream Packed(string path, byte[] bytes)
    {
        var packed = new MemoryStream();
        for (long at = Signature.Length; at < bytes.Length;)
        {
            var left = bytes.Length - at - ChunkOverhead;
            var length = left < 0 ? 0 : BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan((int)at));
            if (left < length) throw new DataFileException(path, at, "a whole chunk", "the file's end");
            var type = bytes.AsSpan((int)at + 4, 4);
            if (type.SequenceEqual("IEND"u8)) break;
            if (type.SequenceEqual("IDAT"u8)) packed.Write(bytes, (int)at + 8, (int)length);
            at += ChunkOverhead + length;
        }
        packed.Position = 0;
        return packed;
    }

    private static byte[] OnBackground(byte[] greyAlpha)
    {
        var (light, alpha) = (0L, 0L);
        for (var i = 0; i < greyAlpha.Length; i += 2) (light, alpha) = (light + greyAlpha[i] * greyAlpha[i + 1], alpha + greyAlpha[i + 1]);
        var background = light >= 128 * alpha ? 0 : 255;
        var grey = new byte[greyAlpha.Length / 2];
        for (var i = 0; i < grey.Length; i++)
        {
            var opacity = greyAlpha[2 * i + 1];
            grey[i] = (byte)((greyAlpha[2 * i] * opacity + background * (255 - opacity) + 127) / 255);
        }
        return grey;
    }
}
