using System.Runtime.InteropServices;
using ActorBackprop.Actors.Messages;
using ActorBackprop.Cluster.Tests.Transport.Support;
using ActorBackprop.Cluster.Transport;
using ActorBackprop.Learning.Gradients;
using ActorBackprop.Learning.Sampling;
using CsCheck;

namespace ActorBackprop.Cluster.Tests.Transport;

public sealed class LinkTests
{
    /// <summary>Steps of the small plan, and microbatches of each: 24, 24, 2 and so on.</summary>
    private static readonly Gen<(int Step, Part Part)> Parts =
        from step in Gen.Int[0, 8]
        from one in Gen.Int[0, step % 3 == 2 ? 1 : 23]
        from other in Gen.Int[0, step % 3 == 2 ? 1 : 23]
        select (step, new Part(Math.Min(one, other), Math.Max(one, other) + 1));

    public static TheoryData<Way> Ways => OperatingSystem.IsLinux() ? [Way.Tcp, Way.Tls, Way.Akka, Way.Shared] : [Way.Tcp, Way.Tls, Way.Akka];

    [Theory, MemberData(nameof(Ways))]
    public void Every_part_and_every_answer_arrives_as_it_was_sent(Way way)
    {
        using var pair = new LinkPair(way);
        var exchange =
            from part in Parts
            from worker in Gen.Int[0, 5]
            from version in Gen.Int[0, 9]
            from seed in Gen.Int[0, 1000]
            select (part.Step, part.Part, worker, version, seed);
        exchange.Sample(
            one =>
            {
                var work = pair.Work(one.Step, one.Part, one.version);
                pair.Leader.Send(one.worker, work);
                var (worker, arrived) = pair.AtWorker.Next<(int, ComputeGradient)>();
                Assert.Equal((one.worker, work.Run, work.Minibatch, work.Part, work.Version),
                    (worker, arrived.Run, arrived.Minibatch, arrived.Part, arrived.Version));
                AssertBits(one.version, pair.Contract.Floats, arrived.Parameters);
                var answer = pair.Answer(worker, arrived, one.seed);
                var (id, nodes) = (answer.Worker, answer.Sums.Select(sum => (sum.Node, sum.Cost, sum.Correct)).ToList());
                pair.Worker.Send(answer);
                var computed = pair.AtLeader.Next<GradientComputed>();
                Assert.Equal((work.Run, id, (long)one.Step, one.Part, (long)one.version, one.seed),
                    (computed.Run, computed.Worker, computed.Step, computed.Part, computed.Version, (int)computed.Compute.Ticks));
                Assert.Equal(nodes, computed.Sums.Select(sum => (sum.Node, sum.Cost, sum.Correct)));
                for (var i = 0; i < computed.Sums.Count; i++)
                {
                    AssertBits(one.seed + i, pair.Contract.Floats, computed.Sums[i].Gradient);
                    pair.Versions.GiveBack(computed.Sums[i].Gradient);
                }
                pair.Versions.GiveBack(MemoryMarshal.AsMemory(work.Parameters));
            },
            iter: 300, threads: 1);
        Assert.Equal(0, pair.OfLeader.Out);
        Assert.InRange(pair.OfWorker.Out, 0, 1); // the newest version
        if (pair.Memory is not { } memory) return;
        Assert.Equal((3, 8), (memory.Versions.Free, memory.Gradients.Free));
    }

    [Fact]
    public void A_registration_and_a_leave_arrive_as_they_were_sent()
    {
        using var pair = new LinkPair(Way.Tcp);
        pair.Worker.Send(new RegisterWorker(new WorkerId(3, 2), -1));
        pair.Worker.Send(new RegisterWorker(new WorkerId(0, 1), 17));
        pair.Worker.SendLeave();
        Assert.Equal(new RegisterWorker(new WorkerId(3, 2), -1), pair.AtLeader.Next<RegisterWorker>());
        Assert.Equal(new RegisterWorker(new WorkerId(0, 1), 17), pair.AtLeader.Next<RegisterWorker>());
        Assert.Equal("left", pair.AtLeader.Next<string>());
    }

    [Fact]
    public void A_version_for_three_workers_is_sent_once()
    {
        using var pair = new LinkPair(Way.Tcp, isCounted: true);
        var work = pair.Work(4, new Part(0, 24), 4);
        for (var worker = 0; worker < 3; worker++) pair.Leader.Send(worker, work);
        for (var worker = 0; worker < 3; worker++)
            AssertBits(4, pair.Contract.Floats, pair.AtWorker.Next<(int, ComputeGradient)>().Item2.Parameters);
        Assert.InRange(pair.Sent.Written, pair.Contract.Floats * sizeof(float), 2 * pair.Contract.Floats * sizeof(float) - 1);
        Assert.Equal(1, pair.OfWorker.Out);
        // What is counted is what went through the stream, but for three frames.
        Assert.InRange(pair.Sent.Written - pair.ParametersSent, 3 * 20, 3 * 100);
        pair.Leader.Send(0, pair.Work(6, new Part(0, 24), 6));
        Assert.Equal(6, pair.AtWorker.Next<(int, ComputeGradient)>().Item2.Version);
        Assert.InRange(pair.Sent.Written - pair.ParametersSent, 4 * 20, 4 * 100);
    }

    [LinuxFact]
    public void A_version_in_shared_memory_is_read_in_place_and_not_sent()
    {
        using var pair = new LinkPair(Way.Shared, Plans.Of(100, 100, 10), isCounted: true);
        pair.Leader.Send(0, pair.Work(0, new Part(0, 24), 0));
        var work = pair.AtWorker.Next<(int, ComputeGradient)>().Item2;
        AssertBits(0, pair.Contract.Floats, work.Parameters);
        Assert.InRange(pair.Sent.Written, 1, 1000);
        Assert.Equal(0, pair.OfWorker.Out);
    }

    [LinuxFact]
    public void Sums_without_a_free_slot_are_sent_through_the_stream()
    {
        using var pair = new LinkPair(Way.Shared, versionSlots: 1, gradientSlots: 1);
        var (first, second) = (pair.Work(0, new Part(1, 23), 0), pair.Work(1, new Part(1, 23), 1));
        pair.Leader.Send(0, first);
        pair.Leader.Send(1, second);
        foreach (var version in new[] { 0, 1 })
        {
            var (worker, work) = pair.AtWorker.Next<(int, ComputeGradient)>();
            AssertBits(version, pair.Contract.Floats, work.Parameters);
            pair.Worker.Send(pair.Answer(worker, work, 7));
            var computed = pair.AtLeader.Next<GradientComputed>();
            Assert.True(computed.Sums.Count > 2);
            for (var i = 0; i < computed.Sums.Count; i++) AssertBits(7 + i, pair.Contract.Floats, computed.Sums[i].Gradient);
        }
        GC.KeepAlive(first);
    }

    [Fact]
    public void A_version_is_returned_when_all_have_answered_and_a_newer_one_has_arrived()
    {
        using var pair = new LinkPair(Way.Tcp);
        ComputeGradient? Sent(int worker, long step)
        {
            pair.Leader.Send(worker, new ComputeGradient(
                pair.Contract.Run, Minibatch.Of(pair.Contract.Plan, step),
                new Part(worker, worker + 1), step, pair.Work(0, new Part(0, 1), step).Parameters));
            return pair.AtWorker.Next<(int, ComputeGradient)>().Item2;
        }
        var (zero, one) = (Sent(0, 0), Sent(1, 0));
        pair.Worker.Send(pair.Answer(0, zero!, 1));
        pair.AtLeader.Next<GradientComputed>();
        Sent(0, 1);
        Assert.Equal(2, pair.OfWorker.Out); // worker 1 still reads the first
        AssertBits(0, pair.Contract.Floats, one!.Parameters);
        pair.Worker.Send(pair.Answer(1, one, 1));
        pair.AtLeader.Next<GradientComputed>();
        Assert.True(SpinWait.SpinUntil(() => pair.OfWorker.Out == 1, TimeSpan.FromSeconds(20)));
    }

    [Fact]
    public void An_answer_to_a_part_of_another_link_is_dropped_and_the_link_stays_open()
    {
        using var pair = new LinkPair(Way.Tcp);
        pair.Worker.Send(pair.Answer(0, pair.Work(4, new Part(0, 3), 4), 1));
        pair.Worker.SendLeave();
        Assert.Equal("left", pair.AtLeader.Next<string>());
        Assert.Equal(0, pair.OfWorker.Out);
    }

    [Fact]
    public void Each_side_is_told_when_the_other_process_is_gone()
    {
        using var pair = new LinkPair(Way.Tcp);
        pair.Worker.Dispose();
        Assert.Equal("the other side has closed it", pair.AtLeader.NextWhy());
        pair.Leader.Send(0, pair.Work(0, new Part(0, 1), 0)); // nothing happens
        using var other = new LinkPair(Way.Tcp);
        other.Leader.Dispose();
        Assert.Equal("the other side has closed it", other.AtWorker.NextWhy());
    }

    [Theory, MemberData(nameof(Ways))]
    public void A_cancelled_part_returns_all_of_its_memory(Way way)
    {
        using var pair = new LinkPair(way);
        for (var step = 0; step < 6; step++) // more often than there are slots for
        {
            var work = pair.Work(step, step % 3 == 2 ? new Part(0, 2) : new Part(1, 23), step);
            pair.Leader.Send(2, work);
            var arrived = pair.AtWorker.Next<(int, ComputeGradient)>().Item2;
            pair.Leader.Send(2, Cancel(work));
            Assert.Equal((2, Cancel(work)), pair.AtWorker.Next<(int, CancelPart)>());
            pair.Worker.SendCancelled(2, arrived);
            if (pair.Memory is { } memory) Assert.True(SpinWait.SpinUntil(() => memory.Gradients.Free == 8, TimeSpan.FromSeconds(20)));
            pair.Versions.GiveBack(MemoryMarshal.AsMemory(work.Parameters));
        }
        Assert.InRange(pair.OfWorker.Out, 0, 1); // the newest version
        pair.Worker.SendLeave();
        Assert.Equal("left", pair.AtLeader.Next<string>()); // the link stays open, and the leader's actors are told nothing
    }

    [Fact]
    public void A_part_that_was_answered_is_not_cancelled()
    {
        using var pair = new LinkPair(Way.Tcp);
        var (work, next) = (pair.Work(0, new Part(0, 3), 0), pair.Work(1, new Part(0, 3), 1));
        pair.Leader.Send(0, work);
        var arrived = pair.AtWorker.Next<(int, ComputeGradient)>().Item2;
        pair.Worker.Send(pair.Answer(0, arrived, 1));
        pair.AtLeader.Next<GradientComputed>();
        pair.Leader.Send(0, Cancel(work));
        pair.Worker.SendCancelled(0, arrived); // this side has settled it, too
        pair.Leader.Send(0, next);
        Assert.Equal(1, pair.AtWorker.Next<(int, ComputeGradient)>().Item2.Version); // and no cancellation before it
        pair.Worker.Send(pair.Answer(0, next, 2));
        Assert.Equal(1, pair.AtLeader.Next<GradientComputed>().Step);
    }

    [Fact]
    public void A_part_that_waits_behind_others_is_discarded_when_it_is_cancelled()
    {
        var (stream, contract) = (new BlockingStream(), new WireContract("a run", Plans.Small));
        var inbox = new Inbox();
        using var link = new LeaderLink(stream, contract, new CountedBuffers(contract.Floats), null, inbox.OfLeader);
        ComputeGradient Work(int worker) =>
            new("a run", Minibatch.Of(contract.Plan, 0), new Part(worker, worker + 1), worker, new float[contract.Floats]);
        link.Send(0, Work(0)); // the link's thread is stuck in it
        for (var worker = 1; worker < 4; worker++) link.Send(worker, Work(worker));
        link.Send(2, Cancel(Work(2)));
        stream.Release();
        Assert.Equal([0, 1, 3], Enumerable.Range(0, 3).Select(_ => stream.NextWorker()));
    }

    private static CancelPart Cancel(ComputeGradient work) => new(work.Run, work.Minibatch.Step, work.Part, work.Version);

    private static void AssertBits(long seed, int length, ReadOnlyMemory<float> floats)
    {
        var expected = new float[length];
        LinkPair.Floats(seed, expected);
        Assert.True(MemoryMarshal.AsBytes(expected.AsSpan()).SequenceEqual(MemoryMarshal.AsBytes(floats.Span)));
    }
}
