using System.IO.Compression;
using ActorBackprop.Learning.Data;
using CsCheck;

namespace ActorBackprop.Learning.Tests.Data;

/// <summary>What a bad file can make the program hold, and throw.</summary>
public sealed class IdxMemoryTests
{
    /// <summary>Four files' names, streams with their buffers, and an exception.</summary>
    private const long Overhead = 256 * 1024;

    [Fact]
    public void A_gzip_bomb_is_refused_at_the_first_byte_too_many()
    {
        using var set = new SmallSet().Write(gzipped: true);
        using (var bomb = new GZipStream(File.Create(set.PathOf(SmallSet.TrainingImages + ".gz")), CompressionLevel.Fastest))
        {
            bomb.Write(set.Files[SmallSet.TrainingImages]);
            var zeros = new byte[1 << 20];
            for (var i = 0; i < 256; i++) bomb.Write(zeros);
        }

        var (held, fault) = Measure(() => IdxDirectory.Load(set.Directory));

        Assert.Equal(
            "train-images-idx3-ubyte.gz, byte 58: expected 58 bytes as the header says, found more.",
            Assert.IsType<DataFileException>(fault).Message);
        Assert.InRange(held, 0, Overhead);
    }

    [Theory, InlineData(false), InlineData(true)]
    public void A_wrong_header_allocates_no_memory(bool gzipped)
    {
        using var set = new SmallSet();
        // The rows of both, so that the files agree with each other and only their own lengths give the lie away.
        foreach (var name in new[] { SmallSet.TrainingImages, SmallSet.TestImages })
            SmallSet.BigEndian(20_000_000).CopyTo(set.Files[name], 8);
        set.Write(gzipped);

        var (held, fault) = Measure(() => IdxDirectory.Load(set.Directory));

        Assert.IsType<DataFileException>(fault);
        Assert.InRange(held, 0, Overhead);
    }

    [Fact]
    public void A_wrong_labels_file_is_refused_before_the_images_are_read()
    {
        using var set = new SmallSet();
        set.Files[SmallSet.TrainingImages] =
            [0, 0, 8, 3, .. SmallSet.BigEndian(7), .. SmallSet.BigEndian(1000), .. SmallSet.BigEndian(1000), .. new byte[7_000_000]];
        set.Files[SmallSet.TestImages] =
            [0, 0, 8, 3, .. SmallSet.BigEndian(4), .. SmallSet.BigEndian(1000), .. SmallSet.BigEndian(1000), .. new byte[4_000_000]];
        set.Files[SmallSet.TestLabels][8] = 9;
        set.Write();

        var (held, fault) = Measure(() => IdxDirectory.Load(set.Directory));

        Assert.Equal((SmallSet.TestLabels, 8), (Assert.IsType<DataFileException>(fault).File, ((DataFileException)fault).Offset));
        Assert.InRange(held, 0, Overhead);
    }

    [Fact]
    public void A_process_that_only_trains_keeps_only_its_training_images_in_memory()
    {
        using var set = new SmallSet();
        set.Files[SmallSet.TrainingImages] =
            [0, 0, 8, 3, .. SmallSet.BigEndian(7), .. SmallSet.BigEndian(1000), .. SmallSet.BigEndian(1000), .. new byte[7_000_000]];
        set.Files[SmallSet.TestImages] =
            [0, 0, 8, 3, .. SmallSet.BigEndian(4), .. SmallSet.BigEndian(1000), .. SmallSet.BigEndian(1000), .. new byte[4_000_000]];
        set.Write();

        var (held, fault) = Measure(() => IdxDirectory.Load(set.Directory, trainedOn: _ => 3));

        Assert.Null(fault);
        Assert.InRange(held, 3_000_000, 3_000_000 + Overhead);
    }

    [Fact]
    public void The_measurement_of_memory_works()
    {
        var (held, _) = Measure(() => GC.KeepAlive(new byte[1 << 20]));

        Assert.InRange(held, 1 << 20, (1 << 20) + Overhead);
    }

    [Theory, InlineData(false), InlineData(true)]
    public void A_mutated_set_is_read_or_refused_and_needs_no_more_memory_than_its_files(bool gzipped)
    {
        using var set = new SmallSet();
        var originals = SmallSet.Names.Select(name => gzipped ? SmallSet.Gzip(set.Files[name]) : set.Files[name]).ToArray();
        var (read, refused) = (0, 0);

        Mutations(originals).Sample(
            mutated =>
            {
                for (var i = 0; i < mutated.Length; i++) set.WriteAsIs(SmallSet.Names[i], mutated[i]);
                var (held, fault) = Measure(() => IdxDirectory.Load(set.Directory));
                if (fault is null) read++;
                else refused++;
                var most = mutated.Sum(file => (long)file.Length) * (gzipped ? 1032 : 1);
                return fault is null or DataFileException { Message: [.., '.'] } && held <= most + Overhead;
            },
            print: mutated => string.Join(" | ", mutated.Select(Convert.ToHexString)), iter: 250, threads: 1);

        Assert.True(read > 5 && refused > 50, $"{read} read, {refused} refused");
    }

    /// <summary>One to three changes, each to any file: a byte replaced (mostly near its beginning), a cut, or an insertion.</summary>
    private static Gen<byte[][]> Mutations(byte[][] originals) =>
        Gen.Select(Gen.Int[0, 3], Gen.Int[0, 3], Gen.OneOf(Gen.Int[0, 23], Gen.Int[0, 100]), Gen.Byte)
            .Array[1, 3]
            .Select(changes =>
            {
                var files = originals.ToArray();
                foreach (var (file, kind, position, value) in changes)
                {
                    var bytes = files[file];
                    var at = Math.Min(position, bytes.Length);
                    files[file] = kind switch
                    {
                        0 => bytes[..at],
                        1 => [.. bytes[..at], value, .. bytes[at..]],
                        _ => [.. bytes[..at], value, .. bytes[Math.Min(at + 1, bytes.Length)..]],
                    };
                }
                return files;
            });

    /// <summary>Bytes the action has had allocated on this thread, freed or not, and what it threw.</summary>
    private static (long Held, Exception? Fault) Measure(Action action)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var fault = Record.Exception(action);
        return (GC.GetAllocatedBytesForCurrentThread() - before, fault);
    }
}
