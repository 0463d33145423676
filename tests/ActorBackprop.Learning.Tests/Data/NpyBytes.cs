using System.Buffers.Binary;
using System.Text;

namespace ActorBackprop.Learning.Tests.Data;

/// <summary>The bytes of a file as numpy.save writes it, put together by hand.</summary>
internal static class NpyBytes
{
    /// <summary>As the format's specification has it: 128 bytes with the header, then the elements.</summary>
    public static byte[] Npy(string type, string shape, byte[] body, byte version = 1, string order = "False") =>
        [.. Header($"{{'descr': '{type}', 'fortran_order': {order}, 'shape': {shape}, }}", version), .. body];

    /// <summary>The first 128 bytes.</summary>
    public static byte[] Header(string dictionary, byte version = 1)
    {
        var front = version == 1 ? 10 : 12;
        var length = new byte[front - 8];
        if (version == 1) BinaryPrimitives.WriteUInt16LittleEndian(length, (ushort)(128 - front));
        else BinaryPrimitives.WriteUInt32LittleEndian(length, (uint)(128 - front));
        return [0x93, .. "NUMPY"u8, version, 0, .. length, .. Encoding.Latin1.GetBytes(dictionary.PadRight(128 - front - 1) + "\n")];
    }
}
