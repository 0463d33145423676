using System.Runtime.InteropServices;
using ActorBackprop.Cluster.Tests.Transport.Support;
using ActorBackprop.Cluster.Transport.SharedMemory;

namespace ActorBackprop.Cluster.Tests.Transport;

public sealed class RingStreamTests : IDisposable
{
    private readonly SharedSegment? _rings;
    private readonly RingStream _leader, _worker;

    public RingStreamTests()
    {
        _rings = SharedSegment.TryCreate(2, SharedRing.Floats, out _);
        (_leader, _worker) = (null!, null!);
        if (_rings is null) return; // all are skipped
        var (leader, worker) = Streams.Connect(tls: false);
        (_leader, _worker) = (new RingStream(leader, _rings, isLeader: true), new RingStream(worker, _rings, isLeader: false));
    }

    [LinuxFact]
    public async Task Bytes_arrive_in_order_whatever_the_sizes_of_the_writes()
    {
        var bytes = new byte[9_000_001];
        new Random(5).NextBytes(bytes);
        var writing = Task.WhenAll(Task.Run(() => WriteInPieces(_leader, bytes, 6)), Task.Run(() => WriteInPieces(_worker, bytes, 7)));
        var reading = Task.Run(() => ReadInPieces(_leader, bytes.Length, 8));
        Assert.True(ReadInPieces(_worker, bytes.Length, 9).SequenceEqual(bytes));
        Assert.True((await reading).SequenceEqual(bytes));
        await writing;
    }

    [LinuxFact]
    public void Bytes_written_before_the_end_are_read_first()
    {
        _worker.Write([1, 2, 3]);
        _worker.Dispose();
        var read = new MemoryStream();
        _leader.CopyTo(read);
        Assert.Equal([1, 2, 3], read.ToArray());
        Assert.Equal(0, _leader.Read(new byte[1]));
    }

    [LinuxFact]
    public async Task The_end_wakes_a_reader_and_a_writer_that_wait()
    {
        var reading = Task.Run(() => _leader.Read(new byte[1]));
        var writing = Task.Run(() => _leader.Write(new byte[2 * SharedRing.Capacity]));
        Assert.True(SpinWait.SpinUntil(() => !_leader.IsWritable, TimeSpan.FromSeconds(20)));
        _worker.Dispose();
        Assert.Equal(0, await reading.WaitAsync(TimeSpan.FromSeconds(20)));
        await Assert.ThrowsAsync<IOException>(() => writing.WaitAsync(TimeSpan.FromSeconds(20)));
    }

    [LinuxTheory, InlineData(-1), InlineData(SharedRing.Capacity + 1), InlineData(long.MaxValue), InlineData(long.MinValue)]
    public void An_impossible_position_ends_the_ring(long position)
    {
        var slot = new SlotMemory(_rings!, 1, null); // to the leader; its writer's position comes first
        MemoryMarshal.Cast<float, long>(slot.GetSpan())[0] = position;
        Assert.Throws<IOException>(() => _leader.Read(new byte[1]));
    }

    public void Dispose()
    {
        _leader?.Dispose();
        _worker?.Dispose();
        _rings?.Dispose();
    }

    private static void WriteInPieces(RingStream stream, byte[] bytes, int seed)
    {
        var sizes = new Random(seed);
        for (var (from, size) = (0, 0); from < bytes.Length; from += size)
        {
            stream.Write(bytes.AsSpan(from, size = Math.Min(sizes.Next(1, 200_000), bytes.Length - from)));
            stream.Flush();
        }
    }

    private static byte[] ReadInPieces(RingStream stream, int length, int seed)
    {
        var (bytes, sizes) = (new byte[length], new Random(seed));
        for (var at = 0; at < length;) at += stream.Read(bytes.AsSpan(at, Math.Min(sizes.Next(1, 100_000), length - at)));
        return bytes;
    }
}
