using System.Buffers.Binary;
using System.Net.Security;
using System.Net.Sockets;
using System.Threading.Channels;
using Akka.Actor;
using Akka.Remote.Transport;
using Google.Protobuf;

namespace ActorBackprop.Cluster.Remoting;

/// <summary>An admitted connection between two actor systems. It carries frames: a length of four bytes, little-endian, and as many bytes.</summary>
internal sealed class TokenAssociation : AssociationHandle
{
    /// <summary>The most bytes of a frame.</summary>
    public const int MaxFrameBytes = 128_000;

    // Frames that wait to be sent. When there are more, Akka keeps its messages and tries again.
    private const int MaxWaitingFrames = 256;

    private const int BufferBytes = 1 << 16;

    private static readonly TimeSpan TimeToClose = TimeSpan.FromSeconds(2);

    private readonly Socket _socket;
    private readonly Stream _stream;
    private readonly Channel<ByteString> _outgoing =
        Channel.CreateBounded<ByteString>(new BoundedChannelOptions(MaxWaitingFrames) { SingleReader = true });

    /// <summary>Starts to send, and to receive as soon as <see cref="AssociationHandle.ReadHandlerSource"/> is set.</summary>
    /// <param name="local">This end.</param>
    /// <param name="remote">The other end.</param>
    /// <param name="socket">The connection.</param>
    /// <param name="stream">The connection as a stream, secured or not.</param>
    public TokenAssociation(Address local, Address remote, Socket socket, Stream stream) : base(local, remote)
    {
        (_socket, _stream) = (socket, stream);
        _ = Send();
        Closed = Receive();
    }

    /// <summary>Completes once the connection is closed.</summary>
    public Task Closed { get; }

    /// <inheritdoc/>
    public override bool Write(ByteString payload) => _outgoing.Writer.TryWrite(payload);

    /// <summary>Closes the connection after the waiting frames have been sent.</summary>
    [Obsolete("Only Akka calls it.")]
    public override void Disassociate()
    {
        _outgoing.Writer.TryComplete();
        _ = CloseInTime();
    }

    // The other end closes too when it has read the last bytes. The wait for that is limited.
    private async Task CloseInTime()
    {
        await Task.WhenAny(Closed, Task.Delay(TimeToClose));
        _stream.Dispose();
        ReadHandlerSource.TrySetCanceled(); // for an association that was never read from
    }

    private async Task Send()
    {
        try
        {
            var output = new BufferedStream(_stream, BufferBytes); // so that several small frames are one packet
            var length = new byte[sizeof(int)];
            while (await _outgoing.Reader.WaitToReadAsync())
            {
                while (_outgoing.Reader.TryRead(out var payload))
                {
                    BinaryPrimitives.WriteInt32LittleEndian(length, payload.Length);
                    await output.WriteAsync(length);
                    await output.WriteAsync(payload.Memory);
                }
                await output.FlushAsync();
            }
            if (_stream is SslStream secured) await secured.ShutdownAsync();
            _socket.Shutdown(SocketShutdown.Send);
        }
        catch (Exception cause) when (cause is IOException or SocketException or InvalidOperationException)
        {
            _stream.Dispose();
        }
    }

    private async Task Receive()
    {
        IHandleEventListener? listener = null;
        try
        {
            listener = await ReadHandlerSource.Task.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
            var input = new BufferedStream(_stream, BufferBytes);
            var length = new byte[sizeof(int)];
            while (true)
            {
                await input.ReadExactlyAsync(length);
                var bytes = BinaryPrimitives.ReadInt32LittleEndian(length);
                if (bytes is < 1 or > MaxFrameBytes) return;
                var payload = new byte[bytes];
                await input.ReadExactlyAsync(payload);
                listener.Notify(new InboundPayload(UnsafeByteOperations.UnsafeWrap(payload)));
            }
        }
        catch (Exception cause) when (cause is IOException or SocketException or InvalidOperationException or OperationCanceledException)
        {
            // the other end, or this one, has closed the connection
        }
        finally
        {
            _outgoing.Writer.TryComplete();
            _stream.Dispose();
            listener?.Notify(new Disassociated(DisassociateInfo.Unknown));
        }
    }
}
