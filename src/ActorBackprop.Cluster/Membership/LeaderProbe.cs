using System.Buffers.Binary;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using ActorBackprop.Cluster.Hosts;
using ActorBackprop.Cluster.Remoting;
using ActorBackprop.Cluster.Transport.Tcp;
using Akka.Actor;
using Google.Protobuf;

namespace ActorBackprop.Cluster.Membership;

/// <summary>
/// Finds out why a leader that accepts connections does not answer a worker process: one side speaks TLS and the other does not, or
/// does not trust the certificate; the leader calls itself by another address; or it is another program. It costs a line in the
/// leader's log, so it is for a join that gets no answer.
/// </summary>
internal static class LeaderProbe
{
    private static readonly TimeSpan TimeToAnswer = TimeSpan.FromSeconds(3);

    /// <summary>Why no answer comes.</summary>
    /// <param name="Why">A sentence without its end.</param>
    /// <param name="IsFinal">Whether it stays so until someone changes a command or a certificate.</param>
    public sealed record Finding(string Why, bool IsFinal);

    /// <summary>Connects, and names this side's address until the other side names its own.</summary>
    /// <param name="leader">The address that a worker process joins.</param>
    /// <param name="token">The run's secret.</param>
    /// <param name="tls">How connections are secured; null for plain ones.</param>
    /// <returns>Null where the leader answers as it should, or is gone.</returns>
    public static async Task<Finding?> Examine(Address leader, string token, WireTls? tls)
    {
        var at = new IPEndPoint(ClusterSystem.IPAddressOf(leader), leader.Port!.Value);
        using var limit = new CancellationTokenSource(TimeToAnswer);
        using var socket = new Socket(at.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(at, limit.Token);
            var own = ClusterSystem.LeaderAt(((IPEndPoint)socket.LocalEndPoint!).Address.ToString(), ((IPEndPoint)socket.LocalEndPoint).Port, tls);
            await using var plain = new NetworkStream(socket);
            return tls is null
                ? await ExaminePlain(plain, new TokenProof(token), own, leader, at, limit.Token)
                : await ExamineSecured(plain, tls, new TokenProof(token), own, leader, at, limit.Token);
        }
        catch (Exception failure) when (failure is SocketException or WrongTokenException)
        {
            return null; // it is gone; or it says itself that the token is wrong
        }
        catch (OperationCanceledException)
        {
            return new Finding($"{at} accepts connections and does not answer, so its process is stopped or busy, or it is no leader",
                IsFinal: false);
        }
    }

    private static async Task<Finding?> ExaminePlain(
        Stream stream, TokenProof proof, Address own, Address leader, IPEndPoint at, CancellationToken limit)
    {
        try
        {
            return Compare(await Ask(stream, proof, own, limit), leader, at);
        }
        catch (IOException failure) when (failure is not WrongTokenException)
        {
            return new Finding($"{at} ends each connection, so its leader expects certificates, or it is no leader",
                IsFinal: false);
        }
    }

    private static async Task<Finding?> ExamineSecured(
        Stream stream, WireTls tls, TokenProof proof, Address own, Address leader, IPEndPoint at, CancellationToken limit)
    {
        string? untrusted = null;
        await using var secured = new SslStream(stream);
        try
        {
            await secured.AuthenticateAsClientAsync(tls.ForConnector(why => untrusted = why), limit);
        }
        catch (Exception failure) when (failure is AuthenticationException or IOException)
        {
            if (untrusted is not null) return new Finding($"this side does not trust the leader at {at}: {untrusted}", IsFinal: true);
            return new Finding($"{at} does not speak TLS, so its leader has no certificates, or it is no leader", IsFinal: false);
        }
        try
        {
            return Compare(await Ask(secured, proof, own, limit), leader, at);
        }
        catch (IOException failure) when (failure is not WrongTokenException)
        {
            using var again = new Socket(at.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            await again.ConnectAsync(at, limit); // fails where the leader has ended meanwhile
            return new Finding($"the leader at {at} does not trust this side's certificate; the leader's log says why", IsFinal: true);
        }
    }

    private static Finding? Compare(Address? named, Address leader, IPEndPoint at)
    {
        if (named is null || named.System != leader.System) return new Finding($"what answers at {at} is no leader", IsFinal: false);
        return (named.Host, named.Port) == (leader.Host, leader.Port) ? null : new Finding(
            $"the leader at {at} calls itself {named.Host}:{named.Port} and answers to that address only; "
                + "join it there, or have it listen on an address that both sides use", IsFinal: true);
    }

    /// <summary>The address that the other side names; null if what it sends is something else.</summary>
    /// <exception cref="IOException">It ends the connection.</exception>
    private static async Task<Address?> Ask(Stream stream, TokenProof proof, Address own, CancellationToken limit)
    {
        await proof.Connect(stream, limit);
        await stream.WriteAsync(AssociateFrame.Of(own), limit);
        await stream.FlushAsync(limit);
        var length = new byte[AssociateFrame.LengthBytes];
        await stream.ReadExactlyAsync(length, limit);
        var bytes = BinaryPrimitives.ReadInt32LittleEndian(length);
        if (bytes is < 0 or > AssociateFrame.MaxMessageBytes) return null;
        var message = new byte[bytes];
        await stream.ReadExactlyAsync(message, limit);
        return AssociateFrame.Read(message);
    }
}

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
