using System.Buffers.Binary;
using System.Collections.Concurrent;
using ActorBackprop.Cluster.Transport.Frames;

namespace ActorBackprop.Cluster.Tests.Transport.Support;

/// <summary>A stream whose writer is blocked until it is released, and whose reader waits for the end.</summary>
internal sealed class BlockingStream : MemoryStream
{
    private readonly ManualResetEventSlim _released = new(), _disposed = new();
    private readonly BlockingCollection<int> _workers = [];

    /// <summary>Lets the writer go on.</summary>
    public void Release() => _released.Set();

    /// <summary>The worker of the next Compute frame that was written.</summary>
    public int NextWorker() => _workers.TryTake(out var worker, TimeSpan.FromSeconds(20)) ? worker : throw new TimeoutException();

    public override int Read(Span<byte> buffer)
    {
        _disposed.Wait();
        return 0;
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        _released.Wait();
        if (buffer[0] == (byte)FrameKind.Compute && buffer.Length < 100) // else floats
            _workers.Add(BinaryPrimitives.ReadInt32LittleEndian(buffer[FrameWriter.HeadBytes..]));
    }

    protected override void Dispose(bool disposing)
    {
        _released.Set();
        _disposed.Set();
        base.Dispose(disposing);
    }
}
