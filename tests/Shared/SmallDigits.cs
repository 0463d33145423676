using System.Buffers.Binary;

namespace ActorBackprop.Testing;

/// <summary>
/// A directory that is gone after the tests, with a small data set in it that a network can learn: 8×8 pixels, ten
/// classes, each a picture of its own under noise. The same bytes each time.
/// </summary>
public sealed class SmallDigits : IDisposable
{
    /// <summary>Images of the training set, of which a sixth is held out by default, and of the test set.</summary>
    public const int Training = 360, TrainedOn = 300, Test = 60;

    /// <summary>Layers that fit the data, as a command-line value.</summary>
    public const string Layers = "64,12,10";

    private const int Side = 8, Classes = 10;

    public SmallDigits()
    {
        Root = Directory.CreateTempSubdirectory("actorbackprop-").FullName;
        Data = Write("data", Training, Test, seed: 1);
    }

    /// <summary>The directory.</summary>
    public string Root { get; }

    /// <summary>The directory of the data set.</summary>
    public string Data { get; }

    /// <summary>A path in the directory.</summary>
    public string At(string name) => Path.Combine(Root, name);

    /// <summary>Writes another set beside the first.</summary>
    public string Write(string name, int training, int test, int seed)
    {
        var directory = Directory.CreateDirectory(At(name)).FullName;
        var random = new Random(seed);
        var pictures = Enumerable.Range(0, Classes)
            .Select(_ => Enumerable.Range(0, Side * Side).Select(_ => random.Next(10) < 4).ToArray()).ToArray();
        foreach (var (prefix, count) in new[] { ("train", training), ("t10k", test) })
        {
            var labels = Enumerable.Range(0, count).Select(i => (byte)(i % Classes)).ToArray();
            var pixels = labels.SelectMany(label => pictures[label].Select(on => Pixel(on, random))).ToArray();
            File.WriteAllBytes(Path.Combine(directory, prefix + "-images-idx3-ubyte"), [.. Header(2051, count, Side, Side), .. pixels]);
            File.WriteAllBytes(Path.Combine(directory, prefix + "-labels-idx1-ubyte"), [.. Header(2049, count), .. labels]);
        }
        return directory;
    }

    public void Dispose() => Directory.Delete(Root, recursive: true);

    private static byte Pixel(bool on, Random random)
    {
        var ink = (on ? 200 : 30) + random.Next(-30, 31);
        return (byte)(random.Next(10) == 0 ? 230 - ink : ink);
    }

    private static byte[] Header(params int[] numbers)
    {
        var bytes = new byte[4 * numbers.Length];
        for (var i = 0; i < numbers.Length; i++) BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(4 * i), numbers[i]);
        return bytes;
    }
}
