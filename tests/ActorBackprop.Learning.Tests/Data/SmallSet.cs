using System.IO.Compression;

namespace ActorBackprop.Learning.Tests.Data;

/// <summary>A small valid IDX set in a temporary directory, to be written plain, gzipped or damaged.</summary>
public sealed class SmallSet : IDisposable
{
    public const string TrainingImages = "train-images-idx3-ubyte", TrainingLabels = "train-labels-idx1-ubyte";
    public const string TestImages = "t10k-images-idx3-ubyte", TestLabels = "t10k-labels-idx1-ubyte";

    public static readonly string[] Names = [TrainingImages, TrainingLabels, TestImages, TestLabels];

    public SmallSet()
    {
        Directory = System.IO.Directory.CreateTempSubdirectory("idx-").FullName;
    }

    public string Directory { get; }

    /// <summary>The unpacked files: seven training images and four test images of 3×2 pixels, labels 0 to 2.</summary>
    public Dictionary<string, byte[]> Files { get; } = new()
    {
        [TrainingImages] = [0, 0, 8, 3, 0, 0, 0, 7, 0, 0, 0, 3, 0, 0, 0, 2, .. Pixels(7 * 6)],
        [TrainingLabels] = [0, 0, 8, 1, 0, 0, 0, 7, 0, 2, 1, 2, 0, 1, 2],
        [TestImages] = [0, 0, 8, 3, 0, 0, 0, 4, 0, 0, 0, 3, 0, 0, 0, 2, .. Pixels(4 * 6)],
        [TestLabels] = [0, 0, 8, 1, 0, 0, 0, 4, 2, 2, 0, 1],
    };

    public static byte[] Gzip(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal)) gzip.Write(bytes);
        return packed.ToArray();
    }

    /// <summary>A size as a header has it.</summary>
    public static byte[] BigEndian(uint size) => [(byte)(size >> 24), (byte)(size >> 16), (byte)(size >> 8), (byte)size];

    public string PathOf(string name) => Path.Combine(Directory, name);

    public SmallSet Write(bool gzipped = false)
    {
        foreach (var (name, bytes) in Files) Write(name, bytes, gzipped);
        return this;
    }

    /// <summary>Writes one file as the only one of its kind.</summary>
    public void Write(string name, byte[] bytes, bool gzipped) =>
        WriteAsIs(gzipped ? name + ".gz" : name, gzipped ? Gzip(bytes) : bytes);

    public void WriteAsIs(string name, byte[] bytes) => File.WriteAllBytes(PathOf(name), bytes);

    public void Dispose() => System.IO.Directory.Delete(Directory, recursive: true);

    // Every value once, and hard to compress: a flipped bit changes the unpacked bytes.
    private static IEnumerable<byte> Pixels(int count) => Enumerable.Range(0, count).Select(i => (byte)(i * 151 + 40));
}
