using System.Net.Sockets;
using ActorBackprop.Actors.Messages;
using ActorBackprop.Cluster.Transport.Frames;
using ActorBackprop.Cluster.Transport.SharedMemory;
using ActorBackprop.Learning.Training;

namespace ActorBackprop.Cluster.Transport;

/// <summary>One end of a link between two processes: reads frames on a thread of its own until it is closed.</summary>
internal abstract class WireLink : IDisposable
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

    /// <summary>Closes the link. No callback is called, and nothing is waited for.</summary>
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
    private protected void SwitchTo(SharedSegment rings, bool isLeader)
    {
        Stream = new RingStream(Stream, rings, isLeader); // closed already or meanwhile: it notices
        Reader.SwitchTo(Stream);
    }

    internal static bool IsStreamFailure(Exception cause) =>
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
        catch (Exception cause) when (IsStreamFailure(cause))
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

/// <summary>What both ends of a link agreed on before it began, and what is therefore never sent.</summary>
/// <param name="Run">Which training.</param>
/// <param name="Plan">What is trained: every length and number in a frame is checked against it.</param>
public sealed record WireContract(string Run, TrainingPlan Plan)
{
    /// <summary>Floats of a version and of a gradient, in memory order.</summary>
    public int Floats => Plan.Network.ParameterLength;
}

/// <summary>How parameters and gradients travel.</summary>
public enum WireKind
{
    /// <summary>On one machine: through memory that both processes map. The stream only says that something is there.</summary>
    Shared,

    /// <summary>Through a TCP connection of their own.</summary>
    Tcp,

    /// <summary>In chunks, between two actors, through Akka.Remote.</summary>
    Akka,
}

/// <summary>The callbacks of the leader's end of a link, called on its receiving thread only, one after the other.</summary>
/// <param name="Registered">A worker of the process says it is here.</param>
/// <param name="Computed">A worker of the process has answered. The callee owns the sums' memory.</param>
/// <param name="Shared">The process has mapped the memory that was shared with it, or says why it cannot; empty where it has.</param>
/// <param name="Left">The process is about to leave in order.</param>
/// <param name="Closed">The link has ended, and why, as a sentence without its end. The last call; none after Dispose.</param>
internal sealed record LeaderCallbacks(
    Action<RegisterWorker> Registered, Action<GradientComputed> Computed, Action<string> Shared, Action Left, Action<string> Closed);

/// <summary>The callbacks of the workers' end of a link, called on its receiving thread only, one after the other.</summary>
/// <param name="Compute">A part for a worker of this process, by its number.</param>
/// <param name="Cancel">A worker of this process, by its number, is to stop computing a part.</param>
/// <param name="Closed">The link has ended, and why, as a sentence without its end. The last call; none after Dispose.</param>
internal sealed record WorkerCallbacks(Action<int, ComputeGradient> Compute, Action<int, CancelPart> Cancel, Action<string> Closed);
