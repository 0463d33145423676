using System.Buffers.Binary;
using System.IO.Compression;
using System.Security.Cryptography;

namespace ActorBackprop.Learning.Data;

/// <summary>
/// A file read once from front to back, and unpacked if it is gzipped. Every error is a
/// <see cref="DataFileException"/> with the offset in the unpacked file.
/// </summary>
internal abstract class UnpackedFile : IDisposable
{
    /// <summary>The most that deflate can pack: 258 bytes in two bits.</summary>
    private const int MaxUnpackedPerByte = 1032;

    private const int SkippedAtOnce = 1 << 15;

    private const string FetchAgain = "fetch the file again";

    private readonly FileStream _packed;
    private readonly Stream _unpacked;

    /// <summary>Opens a file. Its first bytes tell whether it is gzipped, not its name.</summary>
    private protected UnpackedFile(string path)
    {
        Name = Path.GetFileName(path);
        if (Directory.Exists(path)) throw Fault(null, "a file", "a directory");
        try
        {
            _packed = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1, FileOptions.SequentialScan);
            Gzipped = _packed.ReadByte() == 0x1f && _packed.ReadByte() == 0x8b;
            (_packed.Position, PackedLength) = (0, _packed.Length);
            _unpacked = Gzipped ? new GZipStream(_packed, CompressionMode.Decompress) : _packed;
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            _packed?.Dispose();
            throw Unreadable(null, cause);
        }
    }

    /// <summary>The file's name, without its directory.</summary>
    public string Name { get; }

    /// <summary>The bytes before the body.</summary>
    public ReadOnlySpan<byte> Header => HeaderBytes;

    /// <summary>The bytes before the body; set by the class that reads them.</summary>
    private protected byte[] HeaderBytes { get; set; } = [];

    /// <summary>The number of unpacked bytes read so far.</summary>
    private protected long Position { get; private set; }

    private bool Gzipped { get; }

    private long PackedLength { get; } // on disk

    /// <summary>Returns the exception that says what is wrong with this file; for the parameters see <see cref="DataFileException"/>.</summary>
    public DataFileException Fault(long? offset, string expected, string found, string? advice = null, Exception? cause = null) =>
        new(Name, offset, expected, found, advice, cause);

    /// <summary>Reads until the buffer is full or the file ends.</summary>
    /// <returns>The number of bytes read.</returns>
    private protected int Read(Span<byte> buffer)
    {
        var rest = buffer;
        try
        {
            // Piece by piece, not ReadAtLeast: the offset of a fault is then known to about as much as 8 KiB unpack to.
            while (rest.Length > 0 && _unpacked.Read(rest) is > 0 and var count)
            {
                rest = rest[count..];
                Position += count;
            }
            return buffer.Length - rest.Length;
        }
        catch (InvalidDataException cause)
        {
            throw Fault(Position, "a sound gzip stream from here on", "one that is corrupt or has the wrong checksum", FetchAgain, cause);
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            throw Unreadable(Position, cause);
        }
    }

    /// <summary>Checks that the file on disk can hold as many bytes as its header announces: to be called before memory is allocated.</summary>
    /// <param name="length">The announced bytes of the unpacked file.</param>
    /// <param name="place">The byte of the header that announces them.</param>
    private protected void CheckLength(long length, long place)
    {
        if (!Gzipped && length != PackedLength)
            throw Fault(Math.Min(length, PackedLength), $"{length} bytes as the header says", $"{PackedLength}");
        if (Gzipped && length / MaxUnpackedPerByte > PackedLength)
            throw Fault(place, $"sizes that {PackedLength} gzipped bytes can hold, at most {PackedLength * MaxUnpackedPerByte}", $"{length}");
    }

    /// <summary>Reads the rest of the file, after its header.</summary>
    /// <param name="body">Receives the first bytes.</param>
    /// <param name="skipped">The number of further bytes, which are read but not kept. Default: 0.</param>
    /// <param name="hash">Receives all bytes; null for none. Default: null.</param>
    private protected void ReadToEnd(Span<byte> body, int skipped = 0, IncrementalHash? hash = null)
    {
        var length = Position + body.Length + skipped; // as the header says
        Fill(body, length, hash);
        var buffer = new byte[Math.Min(skipped, SkippedAtOnce)];
        for (; skipped > 0; skipped -= buffer.Length) Fill(buffer.AsSpan(0, Math.Min(skipped, buffer.Length)), length, hash);
        if (Read(stackalloc byte[1]) > 0) throw Fault(length, $"{length} bytes as the header says", "more");
        CheckTrailer();
    }

    private void Fill(Span<byte> bytes, long length, IncrementalHash? hash)
    {
        if (Read(bytes) < bytes.Length) throw Fault(Position, $"{length} bytes as the header says", $"{Position}");
        hash?.AppendData(bytes);
    }

    /// <summary>
    /// Checks, at the end, that a gzip stream had its own end: .NET accepts one that was cut off, even before its checksum,
    /// and one that other bytes follow. Of a file of several members, as bgzip writes them, the last one is checked.
    /// </summary>
    private void CheckTrailer()
    {
        if (!Gzipped) return;
        Span<byte> trailer = stackalloc byte[4];
        _packed.Position = PackedLength - trailer.Length;
        _packed.ReadAtLeast(trailer, trailer.Length, throwOnEndOfStream: false);
        var length = BinaryPrimitives.ReadUInt32LittleEndian(trailer);
        if (length != (uint)Position && !GzipMembers.EndsWithOneOf(_packed, length))
            throw Fault(Position, $"the gzip stream to end with the length {Position}",
                $"{length}, so it was cut off or other bytes follow", FetchAgain);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _unpacked.Dispose();
        GC.SuppressFinalize(this);
    }

    private DataFileException Unreadable(long? offset, Exception cause) =>
        Fault(offset, "a file that can be read", $"\"{cause.Message.TrimEnd('.')}\"", cause: cause);
}

/// <summary>Finds the members of a gzip file, which may have several, each with its own end.</summary>
internal static class GzipMembers
{
    private const int MaxTried = 16; // offsets that look like the beginning of the last member

    /// <summary>Returns whether a file ends with a whole member that unpacks to so many bytes, and is not its first.</summary>
    /// <param name="packed">The file, whose members before the last are known to be valid.</param>
    /// <param name="length">What the file's last four bytes say.</param>
    public static bool EndsWithOneOf(FileStream packed, uint length)
    {
        foreach (var place in LastPlaces(packed).Reverse())
        {
            packed.Position = place;
            if (Unpacked(packed) == length) return true;
        }
        return false;
    }

    /// <summary>Returns the last offsets of the magic number of gzip with deflate.</summary>
    private static Queue<long> LastPlaces(FileStream packed)
    {
        packed.Position = 0;
        var (places, buffer, last) = (new Queue<long>(), new byte[1 << 16], 0);
        for (var at = 0L; packed.Read(buffer) is > 0 and var count; at += count)
            for (var i = 0; i < count; i++)
            {
                last = (last << 8 | buffer[i]) & 0xFFFFFF;
                if (last != 0x1F8B08 || at + i - 2 <= 0) continue;
                places.Enqueue(at + i - 2);
                if (places.Count > MaxTried) places.Dequeue();
            }
        return places;
    }

    /// <summary>Returns the number of bytes that the rest of a file unpacks to; null if it is no gzip stream.</summary>
    private static uint? Unpacked(FileStream packed)
    {
        try
        {
            using var gzip = new GZipStream(packed, CompressionMode.Decompress, leaveOpen: true);
            var (buffer, length) = (new byte[1 << 16], 0u);
            for (int count; (count = gzip.Read(buffer)) > 0;) length += (uint)count;
            return length;
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }
}
