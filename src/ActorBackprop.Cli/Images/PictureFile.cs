using System.Buffers.Binary;
using ActorBackprop.Learning.Data;
using StbImageSharp;

namespace ActorBackprop.Cli.Images;

/// <summary>
/// Reads a PNG, JPEG or BMP as upright grey pixels. It checks the size in the header and the unpacked size before it decodes.
/// </summary>
internal static class PictureFile
{
    /// <summary>The file name extensions of pictures.</summary>
    public static readonly IReadOnlyList<string> Endings = [".png", ".jpg", ".jpeg", ".bmp"];

    /// <summary>The most rows and columns.</summary>
    public const int MaxPixels = 4096;

    /// <summary>The most bytes of a file: 64 MiB.</summary>
    public const int MaxFileBytes = 64 << 20;

    /// <summary>Reads a file. Transparent pixels become the background: dark behind a light drawing, otherwise light.</summary>
    /// <param name="path">The file.</param>
    /// <returns>[rows][columns], 0 is black, 255 white.</returns>
    /// <exception cref="DataFileException">The file cannot be read, or is not a picture of at most 4096×4096 pixels.</exception>
    public static (byte[] Grey, int Rows, int Columns) Read(string path)
    {
        var bytes = Bytes(path);
        var (jpeg, bmp) = (JpegHeader.Of(bytes), BmpHeader.Of(bytes));
        var (rows, columns, place, orientation) = HeaderOf(path, bytes, jpeg, bmp);
        if (rows is < 1 or > MaxPixels || columns is < 1 or > MaxPixels)
            throw new DataFileException(path, place, $"between 1×1 and {MaxPixels}×{MaxPixels} pixels", $"{columns}×{rows}");
        if (PngChecks.IsPng(bytes)) PngChecks.Check(path, bytes, (int)rows, (int)columns);
        // The decoder fills in missing pixels of these two.
        if (jpeg is not null && !jpeg.HasEnd(bytes)) throw CutOff(path, "a JPEG up to its end marker");
        if (bmp is not null && bytes.Length < bmp.Length) throw CutOff(path, $"{bmp.Length} bytes as the header says");
        try
        {
            var image = ImageResult.FromMemory(bytes, ColorComponents.GreyAlpha);
            if (image.Height == rows && image.Width == columns) return orientation.Apply(OnBackground(image.Data), image.Height, image.Width);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            throw new DataFileException(path, null, "a picture that can be decoded", "a damaged or unsupported one",
                "save it as PNG", e);
        }
        throw new DataFileException(path, null, $"{columns}×{rows} pixels as the header says", "another size");
    }

    /// <summary>Refuses pipes, sockets and devices, which could block forever. Each has a length of 0.</summary>
    /// <param name="path">A file, or a link to one.</param>
    /// <exception cref="DataFileException">It is not a regular file, or it is empty.</exception>
    public static void CheckIsRegular(string path)
    {
        try
        {
            if (((FileInfo?)File.ResolveLinkTarget(path, returnFinalTarget: true) ?? new FileInfo(path)).Length > 0) return;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return; // reading reports the error
        }
        throw new DataFileException(path, null, "a picture file", "an empty file, or not a regular file");
    }

    private static (long Rows, long Columns, int Place, Orientation Orientation) HeaderOf(
        string path, byte[] bytes, JpegHeader? jpeg, BmpHeader? bmp)
    {
        if (PngChecks.IsPng(bytes))
            return (BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(20)), BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(16)), 16, default);
        if (jpeg is not null) return (jpeg.Rows, jpeg.Columns, jpeg.Place, jpeg.Orientation);
        if (bmp is not null) return (bmp.Rows, bmp.Columns, BmpHeader.Place, default);
        if (JpegHeader.IsJpeg(bytes)) throw CutOff(path, "a JPEG with the size of its picture");
        throw new DataFileException(path, 0, "a picture as PNG, JPEG or BMP", bytes.Length == 0 ? "an empty file" : "something else");
    }

    private static DataFileException CutOff(string path, string expected) =>
        new(path, null, expected, "a truncated file", "copy it again, or fetch it again");

    private static byte[] Bytes(string path)
    {
        try
        {
            // A device has no length.
            using var file = File.OpenRead(path);
            using var bytes = new MemoryStream();
            var buffer = new byte[1 << 16];
            for (int count; (count = file.Read(buffer)) > 0;)
            {
                bytes.Write(buffer, 0, count);
                if (bytes.Length > MaxFileBytes) throw new DataFileException(path, null, $"a picture of at most {MaxFileBytes} bytes", "more");
            }
            return bytes.ToArray();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            var found = e is FileNotFoundException or DirectoryNotFoundException ? "no such file" : e.Message.TrimEnd('.');
            throw new DataFileException(path, null, "a picture file", found, "or give the index of a test image", e);
        }
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
