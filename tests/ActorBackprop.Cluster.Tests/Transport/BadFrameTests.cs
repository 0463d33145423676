using ActorBackprop.Actors.Messages;
using ActorBackprop.Cluster.Tests.Transport.Support;
using ActorBackprop.Cluster.Transport;
using ActorBackprop.Cluster.Transport.Frames;
using ActorBackprop.Cluster.Transport.SharedMemory;
using ActorBackprop.Learning.Compression;
using ActorBackprop.Learning.Gradients;
using ActorBackprop.Learning.Sampling;
using CsCheck;

namespace ActorBackprop.Cluster.Tests.Transport;

/// <summary>A side that lies: the other one closes the link with a sentence, and takes no memory for it.</summary>
public sealed class BadFrameTests
{
    /// <summary>A gradient has 34 MB, so an allocation by mistake is noticed.</summary>
    private static readonly WireContract Large = new("a run", Plans.Of(2048, 2048, 2048));

    public static TheoryData<string, byte[], string> ToLeader
    {
        get
        {
            var gradient = Frame(FrameKind.Gradient, [.. Ints(0, 1), .. Long(0), .. Ints(0, 1), .. Long(0), .. Long(5), 1, .. Sum(0, 1, -1)]);
            return new()
            {
                { "an unknown kind", [99, 0, 0, 0], "unknown frame 99" },
                { "a marked kind", [4, 1, 0, 0], "unknown frame 4.1" },
                { "a huge length", [4, 0, 255, 255], "65535 bytes" },
                { "a frame of the other side", Frame(FrameKind.Compute, []), "a worker process has sent a Compute frame" },
                { "a short registration", Frame(FrameKind.Register, Ints(1, 1)), "too short" },
                { "a long registration", Frame(FrameKind.Register, [.. Ints(1, 1), .. Long(0), 7]), "1 bytes too long" },
                { "a worker below 0", Frame(FrameKind.Register, [.. Ints(-1, 1), .. Long(0)]), "worker is -1" },
                { "a worker beyond all", Frame(FrameKind.Register, [.. Ints(100_000, 1), .. Long(0)]), "worker is 100000" },
                { "a gradient that was not requested", gradient, "was not requested" },
                { "a step beyond the plan", Frame(FrameKind.Gradient, [.. Ints(0, 1), .. Long(9), .. Ints(0, 1), .. Long(0), .. Long(5), 0]),
                    "step is 9" },
                { "an empty part", Frame(FrameKind.Gradient, [.. Ints(0, 1), .. Long(0), .. Ints(3, 3), .. Long(0), .. Long(5), 0]), "[3, 3)" },
                { "a part beyond the minibatch", Frame(FrameKind.Gradient, [.. Ints(0, 1), .. Long(0), .. Ints(3, 25), .. Long(0), .. Long(5), 0]),
                    "is 25" },
                { "more sums than nodes", Frame(FrameKind.Gradient, [.. Ints(0, 1), .. Long(0), .. Ints(0, 1), .. Long(0), .. Long(5), 2]),
                    "2 sums, expected 1" },
                { "a cancelled part that was not requested", Cancel(FrameKind.Cancelled), "was not requested" },
                { "a cancellation", Cancel(FrameKind.Cancel), "a worker process has sent a Cancel frame" },
                { "a cut cancellation", Frame(FrameKind.Cancelled, Ints(0)), "too short" },
                { "an answer about memory", Frame(FrameKind.Shared, [1]), "shared memory that was not offered" },
                { "an encoded gradient where none is", Frame(FrameKind.Gradient,
                    [.. Ints(0, 1), .. Long(0), .. Ints(0, 1), .. Long(0), .. Long(5), 1, .. Sum(0, 1, -1, 1)]),
                    "encoded bytes is 1, expected 0 to 0" },
                { "a frame cut off", gradient[..20], "in the middle of a Gradient frame" },
                { "a head cut off", [5, 0], "in the middle of a frame" },
            };
        }
    }

    public static TheoryData<string, byte[], string> ToWorker => new()
    {
        { "a frame of the other side", Frame(FrameKind.Leave, []), "a leader has sent a Leave frame" },
        { "a version that was never sent", Compute(2, 0, []), "version 0 was not sent" },
        { "a slot where none is shared", Compute(1, 0, []), "slot is 0" },
        { "a lent slot where none is shared", Compute(0, 0, [0]), "lent slot is 0" },
        { "more slots than nodes", Compute(0, 0, [0, 1]), "lends 2 slots, expected 1" },
        { "floats of an unknown kind", Compute(3, 0, []), "unknown kind 3" },
        { "a part said to be cancelled", Cancel(FrameKind.Cancelled), "a leader has sent a Cancelled frame" },
        { "a cancellation beyond the plan", Frame(FrameKind.Cancel, [.. Ints(0), .. Long(9), .. Ints(0, 1), .. Long(0)]), "step is 9" },
        { "a long cancellation", Frame(FrameKind.Cancel, [.. Ints(0), .. Long(0), .. Ints(0, 1), .. Long(0), 7]), "1 bytes too long" },
        { "memory of no slots and no process", Frame(FrameKind.Share, [.. Ints(-1, 0, 0), .. new byte[76 - 12 + 12]]), "process is -1" },
        { "memory of very many slots", Frame(FrameKind.Share, [.. Ints(1, 0, 70_000), .. new byte[76]]), "slots is 70000" },
    };

    [Theory, MemberData(nameof(ToLeader))]
    public void A_leader_closes_the_link_with_a_sentence(string what, byte[] bytes, string sentence)
    {
        var inbox = new Inbox();
        AssertRefused(what, bytes, sentence, inbox, stream => new LeaderLink(stream, Large, new CountedBuffers(Large.Floats), null, inbox.OfLeader));
    }

    [Theory, MemberData(nameof(ToWorker))]
    public void A_worker_closes_the_link_with_a_sentence(string what, byte[] bytes, string sentence)
    {
        var inbox = new Inbox();
        AssertRefused(what, bytes, sentence, inbox, stream => new WorkerLink(stream, Large, new CountedBuffers(Large.Floats), inbox.OfWorker));
    }

    public static TheoryData<string, byte[], string> OfCompressed => new()
    {
        { "a gradient that is not encoded", Gradient(encoded: 0), "expected an encoded gradient" },
        { "more than a gradient's bytes", Gradient(encoded: 9_000_000), "encoded bytes is 9000000, expected 0 to" },
        { "a negative number of bytes", Gradient(encoded: -1), "encoded bytes is -1" },
        { "less than that were asked for", Gradient(encoded: 1), "was not requested" },
    };

    [Theory, MemberData(nameof(OfCompressed))]
    public void A_leader_closes_the_link_after_an_impossible_encoding(string what, byte[] bytes, string sentence)
    {
        var (inbox, contract) = (new Inbox(), Large with { Plan = Large.Plan with { Compression = new CompressionOptions(new Qsgd()) } });
        AssertRefused(what, bytes, sentence, inbox,
            stream => new LeaderLink(stream, contract, new CountedBuffers(Large.Floats), null, inbox.OfLeader));
    }

    [Theory, InlineData(3, 0, "residual is 3"), InlineData(0, 2, "request for residuals is 2"), InlineData(0, -1, "1 bytes too short")]
    public void A_worker_closes_the_link_after_impossible_fields_for_residuals(int kind, int wish, string sentence)
    {
        var (inbox, contract) = (new Inbox(), Large with { Plan = Large.Plan with { Compression = new CompressionOptions(new TopK(0.01)) } });
        byte[] compute = Compute(0, 0, []), more = wish < 0 ? [(byte)kind] : [(byte)kind, (byte)wish];
        AssertRefused("residuals", Frame(FrameKind.Compute, [.. compute[4..], .. more]), sentence, inbox,
            stream => new WorkerLink(stream, contract, new CountedBuffers(Large.Floats), inbox.OfWorker));
    }

    [LinuxFact]
    public void A_slot_that_was_not_lent_for_the_part_or_comes_twice_is_refused()
    {
        using var versions = SharedSegment.TryCreate(1, 112, out _)!;
        foreach (var (first, second) in new[] { (5, 6), (0, 0), (1, -2), (int.MaxValue, int.MinValue) })
        {
            using var gradients = SharedSegment.TryCreate(8, 112, out _)!;
            using var rings = SharedSegment.TryCreate(2, SharedRing.Floats, out _)!;
            var (inbox, slots) = (new Inbox(), new SharedSlots(gradients));
            var (leader, other) = Streams.Connect(tls: false);
            var contract = new WireContract("a run", Plans.Small);
            var memory = new LinkMemory(new SharedSlots(versions), slots, rings);
            using var link = new LeaderLink(leader, contract, new CountedBuffers(112), memory, inbox.OfLeader);
            using var ring = AcceptMemory(other);
            Assert.True(SpinWait.SpinUntil(() => link.IsSharing, TimeSpan.FromSeconds(20)));
            link.Send(0, new ComputeGradient("a run", Minibatch.Of(contract.Plan, 0), new Part(2, 6), 0, new float[112])); // two nodes
            Assert.True(SpinWait.SpinUntil(() => slots.Free == 6, TimeSpan.FromSeconds(20)));
            ring.Write(Frame(FrameKind.Gradient,
                [.. Ints(0, 1), .. Long(0), .. Ints(2, 6), .. Long(0), .. Long(5), 2, .. Sum(2, 3, first), .. Sum(3, 6, second)]));
            ring.Flush();
            Assert.Contains("not lent for it", inbox.NextWhy());
        }
    }

    [Fact]
    public void Any_bytes_end_the_link_with_a_sentence() =>
        Gen.Byte.Array[1, 300].Sample(
            bytes =>
            {
                var inbox = new Inbox();
                using var leader = new LeaderLink(new MemoryStream(bytes), Large, new CountedBuffers(Large.Floats), null, inbox.OfLeader);
                while (inbox.Next<object>() is RegisterWorker or string) { } // what happens to be a good frame
            },
            iter: 200, threads: 1);

    /// <summary>Maps the memory that is offered, as a worker does, and continues with its rings.</summary>
    private static RingStream AcceptMemory(Stream worker)
    {
        Assert.True(new FrameReader(worker).TryRead(out var kind, out var body));
        var fields = new FrameFields(kind, body);
        var rings = SharedSegment.TryOpen(ShareFrame.Read(ref fields).Rings, SharedRing.Floats, writable: true, out _)!;
        worker.Write(Frame(FrameKind.Shared, Ints(0)));
        return new RingStream(worker, rings, isLeader: false);
    }

    private static void AssertRefused(string what, byte[] bytes, string sentence, Inbox inbox, Func<Stream, WireLink> link)
    {
        var before = GC.GetTotalAllocatedBytes();
        using (link(new MemoryStream(bytes))) Assert.Contains(sentence, inbox.NextWhy());
        Assert.True(GC.GetTotalAllocatedBytes() - before < 8 << 20, what);
    }

    private static byte[] Frame(FrameKind kind, byte[] body) => [(byte)kind, 0, (byte)body.Length, (byte)(body.Length >> 8), .. body];

    private static byte[] Compute(byte kind, long version, int[] lent) =>
        Frame(FrameKind.Compute, [.. Ints(0), .. Long(0), .. Ints(0, 1), .. Long(version), kind, .. Ints(0), (byte)lent.Length, .. Ints(lent)]);

    private static byte[] Cancel(FrameKind kind) => Frame(kind, [.. Ints(0), .. Long(0), .. Ints(0, 1), .. Long(0)]);

    private static byte[] Gradient(int encoded) =>
        Frame(FrameKind.Gradient, [.. Ints(0, 1), .. Long(0), .. Ints(0, 1), .. Long(0), .. Long(5), 1, .. Sum(0, 1, -1, encoded)]);

    private static byte[] Sum(int from, int to, int place, int encoded = 0) =>
        [.. Ints(from, to), .. BitConverter.GetBytes(1.0), .. Ints(1, place, encoded)];

    private static byte[] Ints(params int[] values) => [.. values.SelectMany(BitConverter.GetBytes)];

    private static byte[] Long(long value) => BitConverter.GetBytes(value);
}
