using System.Buffers.Binary;
using System.Security.Cryptography;

namespace ActorBackprop.Learning.Data;

/// <summary>
/// An IDX file of unsigned bytes. Opening it reads its header and checks every size in it, so that the body can be
/// read safely.
/// </summary>
internal sealed class IdxFile : IDisposable
{
    private const int UnsignedBytes = 0x0800;

    private readonly UnpackedFile _file;
    private readonly string[] _sizes;
    private readonly byte[] _header;
    private int _length;

    private IdxFile(UnpackedFile file, string[] sizes)
    {
        (_file, _sizes, _header) = (file, sizes, new byte[4 + 4 * sizes.Length]);
    }

    /// <summary>The file's name, without its directory.</summary>
    public string Name => _file.Name;

    /// <summary>The bytes before the body: a magic number and the dimensions.</summary>
    public ReadOnlySpan<byte> Header => _header;

    /// <summary>Opens a file of images and reads its header.</summary>
    /// <exception cref="DataFileException">It cannot be read, or its size contradicts its header.</exception>
    public static IdxFile OpenImages(string path) => Open(path, ["images", "rows", "columns"]);

    /// <summary>Opens a file of labels and reads its header.</summary>
    /// <exception cref="DataFileException">It cannot be read, or its size contradicts its header.</exception>
    public static IdxFile OpenLabels(string path) => Open(path, ["labels"]);

    /// <summary>Returns a size from the header: 0 is the number of images or labels, 1 the rows, 2 the columns.</summary>
    public int Dimension(int index) => (int)Announced(index);

    /// <summary>Returns the bytes after the header; to be called once.</summary>
    /// <exception cref="DataFileException">There are fewer bytes than announced, or more, or they do not unpack.</exception>
    public byte[] ReadBody() => ReadBody(_length - _header.Length, null);

    /// <summary>Returns the first bytes after the header; the others are read but not kept.</summary>
    /// <param name="kept">The number of bytes to return.</param>
    /// <param name="hash">Receives all bytes; null for none.</param>
    /// <exception cref="DataFileException">There are fewer bytes than announced, or more, or they do not unpack.</exception>
    public byte[] ReadBody(int kept, IncrementalHash? hash)
    {
        var body = GC.AllocateUninitializedArray<byte>(kept);
        _file.ReadToEnd(body, _length - _header.Length - kept, hash);
        return body;
    }

    /// <summary>Returns the exception that says what is wrong with this file; for the parameters see <see cref="DataFileException"/>.</summary>
    public DataFileException Fault(long offset, string expected, string found, string? advice = null) => new(Name, offset, expected, found, advice);

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private uint Announced(int index) => BinaryPrimitives.ReadUInt32BigEndian(_header.AsSpan(4 + 4 * index));

    private static IdxFile Open(string path, string[] sizes)
    {
        var file = new IdxFile(UnpackedFile.Open(path), sizes);
        try
        {
            file.ReadHeader();
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private void ReadHeader()
    {
        var count = _file.Read(_header);
        var magic = BinaryPrimitives.ReadUInt32BigEndian(_header);
        var expected = UnsignedBytes + _sizes.Length;
        if (count >= 4 && magic != expected) throw FoundKind.Fault(_file, _header, $"the magic number {expected:x8} of {_sizes[0]}", $"{magic:x8}");
        if (count < _header.Length)
            throw Fault(count, $"a header of {_header.Length} bytes", count == 0 ? "an empty file" : $"{count}");

        var length = (UInt128)1; // three sizes of 32 bits cannot overflow it
        for (var i = 0; i < _sizes.Length; i++)
        {
            if (Announced(i) == 0) throw Fault(4 + 4 * i, $"1 or more {_sizes[i]}", "0");
            length *= Announced(i);
        }
        length += (uint)_header.Length;
        if (length > IdxDirectory.MaxFileBytes)
            throw Fault(4, $"sizes that make at most {IdxDirectory.MaxFileBytes} bytes", $"{length}");
        _length = (int)length;
        _file.CheckLength(_length, 4);
    }
}
