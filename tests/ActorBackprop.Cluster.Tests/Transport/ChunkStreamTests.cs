using System.Runtime.Serialization;
using ActorBackprop.Cluster.Tests.Transport.Support;
using ActorBackprop.Cluster.Transport.Chunks;
using Akka.Actor;

namespace ActorBackprop.Cluster.Tests.Transport;

public sealed class ChunkStreamTests
{
    [Fact]
    public async Task Bytes_arrive_in_order_whatever_the_sizes_of_the_writes()
    {
        var (one, other) = AkkaPair.Chunks();
        var (bytes, random) = (new byte[3_000_001], new Random(5));
        random.NextBytes(bytes);
        var writing = Task.Run(() =>
        {
            var sizes = new Random(6);
            for (var (from, size) = (0, 0); from < bytes.Length; from += size)
                one.Write(bytes.AsSpan(from, size = Math.Min(sizes.Next(1, 200_000), bytes.Length - from)));
            one.Dispose();
        });
        var read = new MemoryStream();
        other.CopyTo(read, 12_345);
        await writing;
        Assert.Equal(bytes, read.ToArray());
    }

    [Fact]
    public void A_writer_waits_for_a_reader_after_as_many_chunks_as_the_window_has()
    {
        var (one, other) = AkkaPair.Chunks();
        for (var i = 0; i < ChunkStream.Window; i++) one.Write([(byte)i]);
        Assert.False(one.IsWritable);
        for (var i = 0; i < ChunkStream.Window; i++) Assert.Equal(i, other.ReadByte());
        Assert.True(SpinWait.SpinUntil(() => one.IsWritable, TimeSpan.FromSeconds(20)));
    }

    [Fact]
    public void A_dead_peer_ends_the_stream_for_readers_and_for_writers()
    {
        var (one, other) = AkkaPair.Chunks();
        one.Write([1]);
        Assert.Equal(1, other.ReadByte());
        AkkaPair.One.Stop(one.Endpoint);
        Assert.Throws<IOException>(() => other.ReadByte());
        Assert.Throws<IOException>(() => other.Write([1]));
        Assert.Throws<IOException>(() => one.Write([1]));
    }

    [Fact]
    public void A_chunk_from_another_actor_is_ignored_and_a_missing_one_ends_the_stream()
    {
        var (one, other) = AkkaPair.Chunks();
        other.Endpoint.Tell(new WireChunk(0, [66]), ActorRefs.NoSender);
        one.Write([1]);
        Assert.Equal(1, other.ReadByte());
        other.Receive(new WireChunk(2, [3]));
        Assert.Contains("chunk 1 is missing", Assert.Throws<IOException>(() => other.ReadByte()).Message);
    }

    [Fact]
    public void Bytes_that_are_neither_a_chunk_nor_a_credit_are_refused()
    {
        var serializer = new ChunkSerializer((ExtendedActorSystem)AkkaPair.One);
        Assert.Equal([7, 8], ((WireChunk)serializer.FromBinary(serializer.ToBinary(new WireChunk(3, [7, 8])), "c")).Bytes.ToArray());
        Assert.Equal(new WireCredit(8), serializer.FromBinary(serializer.ToBinary(new WireCredit(8)), "k"));
        Assert.All(
            new (byte[], string)[]
            {
                ([], "c"), (new byte[7], "c"), (new byte[WireChunk.HeadBytes + WireChunk.MaxBytes + 1], "c"),
                (new byte[4], "k"), ([33, 0, 0, 0], "k"), ([255, 255, 255, 255], "k"), ([1, 0, 0], "k"), (new byte[8], "x"),
            },
            bad => Assert.Throws<SerializationException>(() => serializer.FromBinary(bad.Item1, bad.Item2)));
    }
}
