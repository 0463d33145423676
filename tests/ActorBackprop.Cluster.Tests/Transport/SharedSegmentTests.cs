using ActorBackprop.Actors.Messages;
using ActorBackprop.Cluster.Tests.Transport.Support;
using ActorBackprop.Cluster.Transport.SharedMemory;
using ActorBackprop.Learning.Gradients;

namespace ActorBackprop.Cluster.Tests.Transport;

public sealed class SharedSegmentTests
{
    private const string Folder = "/dev/shm";

    [LinuxFact]
    public void One_side_reads_what_the_other_has_written_into_a_slot()
    {
        using var made = SharedSegment.TryCreate(3, 21, out _)!;
        using var opened = SharedSegment.TryOpen(made.Ticket, 21, writable: false, out var why);
        Assert.Equal("", why);
        for (var slot = 0; slot < 3; slot++) new SlotMemory(made, slot, null).GetSpan().Fill(slot + 1);
        for (var slot = 0; slot < 3; slot++)
            Assert.All(new SlotMemory(opened!, slot, null).GetSpan().ToArray(), value => Assert.Equal(slot + 1, value));
    }

    [LinuxFact]
    public void A_segment_leaves_no_file_behind()
    {
        using var segment = SharedSegment.TryCreate(3, 21, out _)!;
        Assert.Contains("(deleted)", new FileInfo($"/proc/self/fd/{segment.Ticket.Descriptor}").LinkTarget);
    }

    [LinuxFact]
    public void Each_slot_begins_at_a_multiple_of_64_bytes()
    {
        using var segment = SharedSegment.TryCreate(5, 21, out _)!;
        for (var slot = 0; slot < 5; slot++) Assert.Equal(0, segment.Slot(slot) % 64);
        Assert.Equal(0, segment.Slot(0) % Environment.SystemPageSize);
    }

    [LinuxFact]
    public void A_segment_larger_than_the_free_memory_is_refused_with_a_sentence()
    {
        var floats = (int)Math.Min(1 << 30, new DriveInfo(Folder).TotalSize / 64);
        Assert.Null(SharedSegment.TryCreate(1 << 16, floats, out var why));
        Assert.Matches(@"^/dev/shm is full: \d+ MB are needed, \d+ MB are free\.$", why);
    }

    [LinuxFact]
    public void Memory_that_cannot_be_allocated_is_an_error_and_not_a_signal_at_first_use()
    {
        var cause = Assert.Throws<IOException>(() => UnnamedFile.Create(Folder, new DriveInfo(Folder).TotalSize + 4096));
        Assert.Contains("could not be allocated: No space left on device", cause.Message);
        Assert.Throws<IOException>(() => UnnamedFile.Create("/no/such/folder", 4096));
    }

    [LinuxFact]
    public void Another_file_and_another_length_are_not_mapped()
    {
        using var segment = SharedSegment.TryCreate(3, 21, out _)!;
        var ticket = segment.Ticket;
        Assert.All(
            new[]
            {
                (ticket with { Nonce = new byte[32] }, 21, "is not the leader's memory"),
                (ticket with { Slots = 4 }, 21, "is not as long as"),
                (ticket, 200, "is not as long as"),
                (ticket with { Descriptor = 9999 }, 21, "cannot be mapped"),
                (ticket with { Descriptor = 0 }, 21, ""),
                (ticket with { Process = 0 }, 21, "cannot be mapped"),
            },
            bad =>
            {
                Assert.Null(SharedSegment.TryOpen(bad.Item1, bad.Item2, writable: true, out var why));
                Assert.Contains(bad.Item3, why);
            });
    }

    [LinuxFact]
    public void A_process_that_cannot_map_the_memory_gets_everything_through_the_stream()
    {
        var segment = SharedSegment.TryCreate(3, Plans.Small.Network.ParameterLength, out _)!;
        segment.Dispose(); // its file is closed, so no process can open it
        using var rings = SharedSegment.TryCreate(2, SharedRing.Floats, out _)!;
        using var pair = new LinkPair(Way.Tcp, memory: new LinkMemory(new SharedSlots(segment), new SharedSlots(segment), rings));
        Assert.Matches("^/proc/[0-9]+/fd/[0-9]+ .*[^.][.]$", pair.AtLeader.Next<Inbox.WhyNotShared>().Sentence);
        pair.Leader.Send(0, pair.Work(1, new Part(0, 3), 1));
        var work = pair.AtWorker.Next<(int, ComputeGradient)>().Item2;
        pair.Worker.Send(pair.Answer(0, work, 3));
        Assert.Single(pair.AtLeader.Next<GradientComputed>().Sums);
        Assert.False(pair.Leader.IsSharing);
    }
}
