using System.Net.Sockets;
using ActorBackprop.Actors.Messages;
using ActorBackprop.Cluster.Transport.Frames;
using ActorBackprop.Cluster.Transport.SharedMemory;
using ActorBackprop.Learning.Training;

namespace ActorBackprop.Cluster.Transport;

/// <summary>One end of a link between two processes: reads frames on its own thread until it is closed.</summary>
internal abstract class WireLink : IDisposable
{
    private readonly Action<string> _closed;
    private string? _why;
    private volatile bool _isDisposed;

    private protected WireLink(Stream stream, WireContract contract, Action<string> closed)
    {
        if (!BitConverter.IsLittleEndian) throw new PlatformNotSupportedException("floats are sent as they are in memory, little-endian");
        (Stream, Contract, _closed) = (stream, contract, closed);
        Reader = new FrameReader(stream);
        Limits = new Limits(contract);
    }

    private protected Stream Stream { get; private set; }

    private protected WireContract Contract { get; }

    private protected FrameReader Reader { get; }

    private protected Limits Limits { get; }

    private protected bool IsClosed => _isDisposed || _why is not null;

    /// <summary>Closes the link without waiting. No callback is called.</summary>
    public void Dispose()
    {
        _isDisposed = true;
        Stream.Dispose();
        Ended();
        GC.SuppressFinalize(this);
    }

    private protected void Start() => new Thread(Receive) { IsBackground = true, Name = GetType().Name }.Start();

    /// <summary>Ends the link after a failed write; the receiving thread calls back.</summary>
    private protected void Fail(Exception cause)
    {
        Interlocked.CompareExchange(ref _why, $"writing to it failed: {Sentence(cause)}", null);
        Stream.Dispose();
    }

    /// <summary>Switches to shared memory. Both sides have sent their last bytes through the stream.</summary>
    private protected void SwitchTo(SharedSegment rings, bool isLeader)
    {
        Stream = new RingStream(Stream, rings, isLeader); // notices if the connection is closed
        Reader.SwitchTo(Stream);
    }

    internal static bool IsStreamFailure(Exception cause) =>
        cause is IOException or SocketException or ObjectDisposedException or InvalidOperationException;

    private protected abstract void OnFrame(FrameKind kind, FrameFields fields);

    /// <summary>Called when the link has been closed and nothing more can be sent.</summary>
    private protected abstract void Ended();

    private void Receive()
    {
        var why = "the other side has closed it";
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
            why = $"reading from it failed: {Sentence(cause)}";
        }
        why = Interlocked.CompareExchange(ref _why, why, null) ?? why;
        Stream.Dispose();
        Ended();
        if (!_isDisposed) _closed(why);
    }

    private static string Sentence(Exception cause) => cause.Message.TrimEnd('.');
}

/// <summary>The training that both ends of a link agreed on before, so that it is never sent.</summary>
/// <param name="Run">The name of the training.</param>
/// <param name="Plan">The plan, against which every length and number in a frame is checked.</param>
public sealed record WireContract(string Run, TrainingPlan Plan)
{
    /// <summary>The floats of a version and of a gradient, in memory order.</summary>
    public int Floats => Plan.Network.ParameterLength;
}

/// <summary>The ways to send parameters and gradients.</summary>
public enum WireKind
{
    /// <summary>Through memory that both processes map, on one machine.</summary>
    Shared,

    /// <summary>Through a separate TCP connection.</summary>
    Tcp,

    /// <summary>In chunks, between two actors, through Akka.Remote.</summary>
    Akka,
}

/// <summary>The callbacks of the leader's end of a link, called on its receiving thread only, one after the other.</summary>
/// <param name="Registered">A worker of the process registers.</param>
/// <param name="Computed">A worker of the process has answered. The callee owns the memory of the sums.</param>
/// <param name="Shared">The process has mapped the shared memory (empty), or states why it cannot.</param>
/// <param name="Left">The process is about to leave in order.</param>
/// <param name="Closed">The link has ended, with the reason as a clause. The last call; none after Dispose.</param>
internal sealed record LeaderCallbacks(
    Action<RegisterWorker> Registered, Action<GradientComputed> Computed, Action<string> Shared, Action Left, Action<string> Closed);

/// <summary>The callbacks of the workers' end of a link, called on its receiving thread only, one after the other.</summary>
/// <param name="Compute">A part for the worker with a number.</param>
/// <param name="Cancel">The worker with a number must stop computing a part.</param>
/// <param name="Closed">The link has ended, with the reason as a clause. The last call; none after Dispose.</param>
internal sealed record WorkerCallbacks(Action<int, ComputeGradient> Compute, Action<int, CancelPart> Cancel, Action<string> Closed);
