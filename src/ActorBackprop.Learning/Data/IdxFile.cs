using System.Buffers.Binary;
using System.Security.Cryptography;

namespace ActorBackprop.Learning.Data;

/// <summary>
/// An IDX file of unsigned bytes. Opening it reads its header and checks every size in it, so that the body can be
/// read safely.
/// </summary>
internal sealed class IdxFile : UnpackedFile
{
    private const int UnsignedBytes = 0x0800;

    private readonly string[] _sizes;
    private int _length;

    private IdxFile(string path, string[] sizes) : base(path)
    {
        (_sizes, HeaderBytes) = (sizes, new byte[4 + 4 * sizes.Length]);
        try
        {
            ReadHeader();
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Opens a file of images and reads its header.</summary>
    /// <exception cref="DataFileException">It cannot be read, or its size contradicts its header.</exception>
    public static IdxFile OpenImages(string path) => new(path, ["images", "rows", "columns"]);

    /// <summary>Opens a file of labels and reads its header.</summary>
    /// <exception cref="DataFileException">It cannot be read, or its size contradicts its header.</exception>
    public static IdxFile OpenLabels(string path) => new(path, ["labels"]);

    /// <summary>Returns a size from the header: 0 is the number of images or labels, 1 the rows, 2 the columns.</summary>
    public int Dimension(int index) => (int)Announced(index);

    /// <summary>Returns the bytes after the header; to be called once.</summary>
    /// <exception cref="DataFileException">There are fewer bytes than announced, or more, or they do not unpack.</exception>
    public byte[] ReadBody() => ReadBody(_length - HeaderBytes.Length, null);

    /// <summary>Returns the first bytes after the header; the others are read but not kept.</summary>
    /// <param name="kept">The number of bytes to return.</param>
    /// <param name="hash">Receives all bytes; null for none.</param>
    /// <exception cref="DataFileException">There are fewer bytes than announced, or more, or they do not unpack.</exception>
    public byte[] ReadBody(int kept, IncrementalHash? hash)
    {
        var body = GC.AllocateUninitializedArray<byte>(kept);
        ReadToEnd(body, _length - HeaderBytes.Length - kept, hash);
        return body;
    }

    private uint Announced(int index) => BinaryPrimitives.ReadUInt32BigEndian(HeaderBytes.AsSpan(4 + 4 * index));

    private void ReadHeader()
    {
        var count = Read(HeaderBytes);
        var magic = BinaryPrimitives.ReadUInt32BigEndian(HeaderBytes);
        var expected = UnsignedBytes + _sizes.Length;
        if (count >= 4 && magic != expected)
            throw FoundKind.Fault(this, HeaderBytes, $"the magic number {expected:x8} of {_sizes[0]}", $"{magic:x8}");
        if (count < HeaderBytes.Length)
            throw Fault(count, $"a header of {HeaderBytes.Length} bytes", count == 0 ? "an empty file" : $"{count}");

        var length = (UInt128)1; // three sizes of 32 bits cannot overflow it
        for (var i = 0; i < _sizes.Length; i++)
        {
            if (Announced(i) == 0) throw Fault(4 + 4 * i, $"1 or more {_sizes[i]}", "0");
            length *= Announced(i);
        }
        length += (uint)HeaderBytes.Length;
        if (length > IdxDirectory.MaxFileBytes)
            throw Fault(4, $"sizes that make at most {IdxDirectory.MaxFileBytes} bytes", $"{length}");
        _length = (int)length;
        CheckLength(_length, 4);
    }
}
