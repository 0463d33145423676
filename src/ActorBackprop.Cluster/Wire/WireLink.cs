using System.Net.Sockets;
using ActorBackprop.Cluster.Wire.Frames;
using ActorBackprop.Cluster.Wire.SharedMemory;

namespace ActorBackprop.Cluster.Wire;

/// <summary>One end of a link between two processes: reads frames on a thread of its own until it is closed.</summary>
public abstract class WireLink : IDisposable
{
    private readonly Action<string> _closed;
    private string? _why;
    private volatile bool _isDisposed;

    private protected WireLink(Stream stream, WireContract contract, Action<string> closed)
    {
        if (!BitConverter.IsLittleEndian) throw new PlatformNotSupportedException("floats travel as they are in memory, little endian");
        (Stream, Contract, _closed) = (stream, contract, closed);
        Reader = new FrameReader(stream);
        Limits = new Limits(contract);
    }

    private protected Stream Stream { get; private set; }

    private protected WireContract Contract { get; }

    private protected FrameReader Reader { get; }

    private protected Limits Limits { get; }

    private protected bool IsClosed => _isDisposed || _why is not null;

    /// <summary>Closes the link. Nobody is called back about it. What the other side still reads or writes is not waited for.</summary>
    public void Dispose()
    {
        _isDisposed = true;
        Stream.Dispose();
        Ended();
        GC.SuppressFinalize(this);
    }

    private protected void Start() => new Thread(Receive) { IsBackground = true, Name = GetType().Name }.Start();

    /// <summary>Writing has failed: ends the receiving thread, which calls back.</summary>
    private protected void Fail(Exception cause)
    {
        Interlocked.CompareExchange(ref _why, $"it could not be written to: {Sentence(cause)}", null);
        Stream.Dispose();
    }

    /// <summary>From here on through shared memory: the other side has sent its last through the stream, and so has this one.</summary>
    private protected void GoOnThrough(SharedSegment rings, bool isLeader)
    {
        Stream = new RingStream(Stream, rings, isLeader); // closed already or meanwhile: it notices
        Reader.GoOnWith(Stream);
    }

    internal static bool IsOfTheStream(Exception cause) =>
        cause is IOException or SocketException or ObjectDisposedException or InvalidOperationException;

    private protected abstract void OnFrame(FrameKind kind, FrameFields fields);

    /// <summary>The link is closed: nothing is sent any more.</summary>
    private protected abstract void Ended();

    private void Receive()
    {
        var why = "the other side has ended it";
        try
        {
            while (Reader.TryRead(out var kind, out var body)) OnFrame(kind, new FrameFields(kind, body));
        }
        catch (BadFrameException bad)
        {
            why = $"the other side broke the protocol: {bad.Message}";
        }
        catch (Exception cause) when (IsOfTheStream(cause))
        {
            why = $"it could not be read from: {Sentence(cause)}";
        }
        why = Interlocked.CompareExchange(ref _why, why, null) ?? why;
        Stream.Dispose();
        Ended();
        if (!_isDisposed) _closed(why);
    }

    private static string Sentence(Exception cause) => cause.Message.TrimEnd('.');
}
