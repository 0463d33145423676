using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.RegularExpressions;

namespace ActorBackprop.Learning.Data;

/// <summary>
/// A NumPy array in a file (.npy, versions 1 to 3), gzipped or not, of one of some element types and in C order. Opening it reads its
/// header and checks every size in it, so that the body can be read safely.
/// </summary>
internal sealed class NpyFile : UnpackedFile
{
    // The header is the text of a Python dictionary.
    private static readonly Regex TypeEntry = new(@"'descr'\s*:\s*'([^']{1,16})'");
    private static readonly Regex OrderEntry = new(@"'fortran_order'\s*:\s*(True|False)");
    private static readonly Regex ShapeEntry = new(@"'shape'\s*:\s*\(([0-9, ]*)\)");

    /// <summary>The longest header; NumPy reads no longer ones either.</summary>
    private const int MaxHeaderBytes = 10_000;

    private const int Front = 8; // the magic string and the version

    private static readonly byte[] Magic = [0x93, .. "NUMPY"u8];
    private static readonly Dictionary<string, int> BytesOfTypes = new() { ["|u1"] = 1, ["<i4"] = 4, ["<i8"] = 8, ["<f4"] = 4 };

    private int _bodyLength;

    /// <summary>Opens a file and reads its header.</summary>
    /// <param name="path">The file.</param>
    /// <param name="cure">The advice for an array of another type.</param>
    /// <param name="types">The element types it may have, with their usual names.</param>
    /// <exception cref="DataFileException">It cannot be read, or its size contradicts its header.</exception>
    public NpyFile(string path, string cure, params (string Type, string Name)[] types) : base(path)
    {
        try
        {
            ReadHeader(cure, types);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The element type as NumPy writes it, as in "&lt;f4".</summary>
    public string Type { get; private set; } = "";

    /// <summary>The sizes, each 1 or more; their product fits the file.</summary>
    public IReadOnlyList<int> Shape { get; private set; } = [];

    /// <summary>The sizes as NumPy writes them.</summary>
    public string ShapeText => TextOf(Shape);

    /// <summary>Returns the body's bytes; to be called once.</summary>
    /// <exception cref="DataFileException">There are fewer bytes than announced, or more, or they do not unpack.</exception>
    public byte[] ReadBytes() => Read<byte>();

    /// <summary>Returns the body as floats; to be called once.</summary>
    /// <exception cref="DataFileException">There are fewer bytes than announced, or more, they do not unpack, or a number is not finite.</exception>
    public float[] ReadFloats()
    {
        var values = Read<float>();
        for (var i = 0; i < values.Length; i++)
            if (!float.IsFinite(values[i]))
                throw Fault(HeaderBytes.Length + (long)i * sizeof(float), "a finite number", values[i].ToString(CultureInfo.InvariantCulture));
        return values;
    }

    private T[] Read<T>() where T : unmanaged
    {
        var body = GC.AllocateUninitializedArray<T>(_bodyLength / Marshal.SizeOf<T>());
        ReadToEnd(MemoryMarshal.AsBytes(body.AsSpan()));
        return body;
    }

    private void ReadHeader(string cure, (string Type, string Name)[] types)
    {
        Span<byte> front = stackalloc byte[Front + sizeof(uint)];
        if (Read(front[..Front]) < Front || !front.StartsWith(Magic))
            throw FoundKind.Fault(this, front, "an array as numpy.save writes it, beginning with \\x93NUMPY", "something else");
        if (front[6] is < 1 or > 3) throw Fault(6, "version 1, 2 or 3 of the format", $"{front[6]}");
        var sizeBytes = front[6] == 1 ? sizeof(ushort) : sizeof(uint);
        var isWhole = Read(front.Slice(Front, sizeBytes)) == sizeBytes;
        var length = sizeBytes == sizeof(ushort)
            ? BinaryPrimitives.ReadUInt16LittleEndian(front[Front..])
            : BinaryPrimitives.ReadUInt32LittleEndian(front[Front..]);
        if (length > MaxHeaderBytes) throw Fault(Front, $"a header of at most {MaxHeaderBytes} bytes", $"{length}");
        var text = new byte[length];
        if (!isWhole || Read(text) < length) throw Fault(Position, "a whole header", "the end of the file");
        HeaderBytes = [.. front[..(Front + sizeBytes)], .. text];
        ParseHeader(Encoding.Latin1.GetString(text), cure, types);
    }

    private void ParseHeader(string text, string cure, (string Type, string Name)[] types)
    {
        var (type, order, shape) = (TypeEntry.Match(text), OrderEntry.Match(text), ShapeEntry.Match(text));
        if (!type.Success || !order.Success || !shape.Success)
            throw Fault(Front, "a header with 'descr', 'fortran_order' and 'shape' of an array of numbers", Shortened(text));
        Type = type.Groups[1].Value;
        if (types.All(one => one.Type != Type))
            throw Fault(Front, $"an array of {string.Join(" or ", types.Select(one => $"{one.Name} ('{one.Type}')"))}", $"'{Type}'", cure);
        if (order.Groups[1].Value == "True")
            throw Fault(Front, "an array in C order", "Fortran order", "save numpy.ascontiguousarray of it");

        var sizes = shape.Groups[1].Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var length = (UInt128)BytesOfTypes[Type];
        foreach (var size in sizes)
        {
            if (!uint.TryParse(size, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number == 0)
                throw Fault(Front, $"sizes of 1 or more, below {uint.MaxValue}", $"the shape {TextOf(sizes)}");
            length *= number;
            if (length + (uint)HeaderBytes.Length > IdxDirectory.MaxFileBytes)
                throw Fault(Front, $"a shape that makes at most {IdxDirectory.MaxFileBytes} bytes", $"{TextOf(sizes)} of '{Type}'");
        }
        (Shape, _bodyLength) = ([.. sizes.Select(size => int.Parse(size, CultureInfo.InvariantCulture))], (int)length);
        CheckLength(HeaderBytes.Length + (long)_bodyLength, Front);
    }

    private static string TextOf<T>(IReadOnlyList<T> sizes) => $"({string.Join(", ", sizes)}{(sizes.Count == 1 ? "," : "")})";

    private static string Shortened(string text)
    {
        const int Max = 60;
        var printable = string.Concat(text.Trim().Select(c => char.IsAscii(c) && !char.IsControl(c) ? c : '?'));
        return printable.Length <= Max ? $"\"{printable}\"" : $"\"{printable[..Max]}…\"";
    }
}
