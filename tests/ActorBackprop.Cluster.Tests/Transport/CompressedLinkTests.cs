using System.Runtime.InteropServices;
using ActorBackprop.Actors.Messages;
using ActorBackprop.Cluster.Tests.Transport.Support;
using ActorBackprop.Cluster.Transport;
using ActorBackprop.Learning.Compression;
using ActorBackprop.Learning.Gradients;
using ActorBackprop.Learning.Training;

namespace ActorBackprop.Cluster.Tests.Transport;

/// <summary>Compressed gradients through a link: their bytes are what is sent, and residuals only where a checkpoint needs them.</summary>
public sealed class CompressedLinkTests
{
    private static readonly Part Whole = new(0, 4);

    public static TheoryData<Way, string> Ways()
    {
        var rows = new TheoryData<Way, string>();
        foreach (var way in OperatingSystem.IsLinux() ? new[] { Way.Tcp, Way.Akka, Way.Shared } : [Way.Tcp, Way.Akka])
            foreach (var name in new[] { "float16", "int8", "1-bit", "top-k" }) rows.Add(way, name);
        return rows;
    }

    [Theory, MemberData(nameof(Ways))]
    public void The_decoded_gradient_arrives(Way way, string name)
    {
        var plan = Plan(name);
        var (atWorker, atLeader) = (Residuals(plan), Residuals(plan));
        using var pair = new LinkPair(way, plan, atLeader: Holders(atLeader, plan), atWorker: atWorker);
        var compression = new GradientCompression(plan, atWorker, keepsBytes: true);
        for (var step = 0; step < 6; step++)
        {
            pair.Leader.Send(2, pair.Work(step, step % 3 == 2 ? new Part(0, 2) : Whole, step));
            var sent = Answer(pair, compression, seed: step);
            pair.Worker.Send(sent);
            var arrived = pair.AtLeader.Next<GradientComputed>();
            Assert.Equal(sent.Sums.Select(sum => (sum.Node, sum.Bytes)), arrived.Sums.Select(sum => (sum.Node, sum.Bytes)));
            Assert.All(arrived.Sums, sum => Assert.Equal(plan.Compression!.Compressor.MaxEncodedBytes(plan.Network.ParameterCount), sum.Bytes));
            Assert.Equal(_expected, arrived.Sums.Select(sum => sum.Gradient.ToArray()));
            foreach (var sum in arrived.Sums) pair.Versions.GiveBack(sum.Gradient);
            // At an epoch's end the leader has the residuals, and after the step before, as not all places have a microbatch of its last.
            if (atLeader is null) continue;
            Assert.Equal(step % 3 > 0, atLeader.AreHere);
            if (step % 3 > 0) Assert.Equal(atWorker!.After(step + 1), atLeader.After(step + 1));
        }
    }

    [Theory, InlineData("float16"), InlineData("int8"), InlineData("1-bit"), InlineData("top-k")]
    public void A_stream_carries_the_encoded_bytes_and_not_the_floats(string name)
    {
        var plan = Plan(name) with { Network = Plans.Of(200, 100, 10).Network };
        var atWorker = Residuals(plan);
        using var pair = new LinkPair(Way.Tcp, plan, isCounted: true, atLeader: Holders(Residuals(plan), plan), atWorker: atWorker);
        pair.Leader.Send(2, pair.Work(0, Whole, 0));
        var sent = Answer(pair, new GradientCompression(plan, atWorker, keepsBytes: true), seed: 1);
        pair.Worker.Send(sent);
        pair.AtLeader.Next<GradientComputed>();
        Assert.InRange(pair.Answered.Written, sent.Bytes, sent.Bytes + 300);
        Assert.Equal(4 * plan.Compression!.Compressor.MaxEncodedBytes(plan.Network.ParameterCount), sent.Bytes);
    }

    [Fact]
    public void A_residual_at_the_leader_is_sent_to_the_process_that_gets_its_place()
    {
        var plan = Plan("top-k");
        var snapshot = new TrainingState(plan).Snapshot() with { Steps = 3, Position = null };
        foreach (var residual in snapshot.Residuals) Array.Fill(residual, 0.25f, 0, 3);
        var (atLeader, atWorker) = (new Residuals(plan, snapshot), new Residuals(plan));
        using var pair = new LinkPair(Way.Tcp, plan, atLeader: Holders(atLeader, plan), atWorker: atWorker);
        pair.Leader.Send(2, pair.Work(3, new Part(1, 3), 3));
        pair.AtWorker.Next<(int, ComputeGradient)>();
        Assert.Equal(snapshot.Residuals.Skip(1).Take(2), atWorker.After(3).Skip(1).Take(2));
        Assert.All(atWorker.After(3)[0], number => Assert.Equal(0, number));
    }

    [Fact]
    public void Bytes_that_are_not_a_gradient_end_the_link()
    {
        var plan = Plan("top-k");
        var atWorker = Residuals(plan);
        using var pair = new LinkPair(Way.Tcp, plan, atLeader: Holders(Residuals(plan), plan), atWorker: atWorker);
        pair.Leader.Send(2, pair.Work(0, Whole, 0));
        var answer = Answer(pair, new GradientCompression(plan, atWorker, keepsBytes: true), seed: 1);
        MemoryMarshal.AsMemory(answer.Sums[3].Encoded).Span[..4].Fill(255); // the first place is below 0
        pair.Worker.Send(answer);
        Assert.Contains("cannot be decoded", pair.AtLeader.NextWhy(), StringComparison.Ordinal);
    }

    private List<float[]> _expected = [];

    private GradientComputed Answer(LinkPair pair, GradientCompression compression, int seed)
    {
        var (worker, work) = pair.AtWorker.Next<(int, ComputeGradient)>();
        var answer = pair.Answer(worker, work, seed, finite: true);
        var compressed = compression.Compress(work.Minibatch, work.Part, work.Version, answer.Sums);
        _expected = [.. compressed.Select(sum => sum.Gradient.ToArray())];
        return answer with { Sums = compressed };
    }

    /// <summary>Four microbatches to a minibatch, two to an epoch's last one.</summary>
    private static TrainingPlan Plan(string name) => Plans.Small with
    {
        Microbatch = 12,
        Samples = 120,
        Compression = new CompressionOptions(name switch
        {
            "float16" => new Float16(),
            "int8" => new Qsgd(),
            "1-bit" => new OneBit(),
            _ => new TopK(0.1),
        }),
    };

    private static Residuals? Residuals(TrainingPlan plan) => plan.HasResiduals ? new Residuals(plan) : null;

    private static ResidualLocations? Holders(Residuals? residuals, TrainingPlan plan) => residuals is null ? null : new ResidualLocations(residuals, plan, 0);
}
