using System.Buffers.Binary;
using Akka.Actor;
using Google.Protobuf;

namespace ActorBackprop.Cluster.Joining;

/// <summary>
/// The first frame of an Akka.Remote connection, by which each side names its own address: a length of four bytes, little endian,
/// and an AkkaProtocolMessage of Akka's WireFormats.proto. Akka itself gives no way to the address that the other side names.
/// </summary>
internal static class AssociateFrame
{
    /// <summary>Bytes before the message.</summary>
    public const int LengthBytes = 4;

    /// <summary>The longest message that is read.</summary>
    public const int MaxMessageBytes = 4096;

    private const int Associate = 1;

    // Fields: the number of each, times eight, and the kind of its value.
    private const uint Instruction = (2 << 3) | 2, Command = 1 << 3, Handshake = (2 << 3) | 2, Origin = (1 << 3) | 2, Uid = (2 << 3) | 1,
        SystemName = (1 << 3) | 2, HostName = (2 << 3) | 2, Port = 3 << 3, Scheme = (4 << 3) | 2;

    /// <summary>A frame in which this side names its address.</summary>
    public static byte[] Of(Address own)
    {
        var origin = Message(output =>
        {
            output.WriteTag(SystemName);
            output.WriteString(own.System);
            output.WriteTag(HostName);
            output.WriteString(own.Host);
            output.WriteTag(Port);
            output.WriteUInt32((uint)(own.Port ?? 0));
            output.WriteTag(Scheme);
            output.WriteString(own.Protocol);
        });
        var handshake = Message(output =>
        {
            output.WriteTag(Origin);
            output.WriteBytes(origin);
            output.WriteTag(Uid);
            output.WriteFixed64(1);
        });
        var instruction = Message(output =>
        {
            output.WriteTag(Command);
            output.WriteEnum(Associate);
            output.WriteTag(Handshake);
            output.WriteBytes(handshake);
        });
        var message = Message(output =>
        {
            output.WriteTag(Instruction);
            output.WriteBytes(instruction);
        });
        var frame = new byte[LengthBytes + message.Length];
        BinaryPrimitives.WriteInt32LittleEndian(frame, message.Length);
        message.CopyTo(frame, LengthBytes);
        return frame;
    }

    /// <summary>The address that the other side names; null if the message is no such frame's.</summary>
    public static Address? Read(byte[] message)
    {
        try
        {
            var origin = Field(Field(Field(message, Instruction), Handshake), Origin);
            var (system, host, scheme, port) = ("", "", "", 0);
            var input = new CodedInputStream(origin);
            for (uint tag; (tag = input.ReadTag()) != 0;)
            {
                if (tag == SystemName) system = input.ReadString();
                else if (tag == HostName) host = input.ReadString();
                else if (tag == Port) port = (int)input.ReadUInt32();
                else if (tag == Scheme) scheme = input.ReadString();
                else input.SkipLastField();
            }
            return system.Length > 0 && host.Length > 0 ? new Address(scheme, system, host, port) : null;
        }
        catch (InvalidProtocolBufferException)
        {
            return null;
        }
    }

    private static ByteString Message(Action<CodedOutputStream> write)
    {
        using var bytes = new MemoryStream();
        using var output = new CodedOutputStream(bytes, leaveOpen: true);
        write(output);
        output.Flush();
        return ByteString.CopyFrom(bytes.ToArray());
    }

    private static byte[] Field(byte[] message, uint field)
    {
        var input = new CodedInputStream(message);
        for (uint tag; (tag = input.ReadTag()) != 0;)
        {
            if (tag == field) return input.ReadBytes().ToByteArray();
            input.SkipLastField();
        }
        return [];
    }
}
