using System.Diagnostics;
using ActorBackprop.Cluster.Tests.Transport.Measuring;
using ActorBackprop.Cluster.Tests.Transport.Support;
using ActorBackprop.Cluster.Transport;
using ActorBackprop.Cluster.Transport.SharedMemory;
using ActorBackprop.Learning.Gradients;

namespace ActorBackprop.Cluster.Tests.Transport;

/// <summary>Real processes, killed while they share memory.</summary>
public sealed class KilledProcessTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [LinuxFact]
    public void A_worker_process_that_is_killed_ends_the_link()
    {
        var contract = new WireContract("measured", MeasuredPlan.Of(64));
        using var versions = MeasuredProcess.Segment(4, contract.Floats);
        var inbox = new Inbox();
        using var worker = new MeasuredProcess(Way.Shared, contract, new GradientBuffers(contract.Floats), new SharedSlots(versions), inbox.OfLeader);
        Assert.True(SpinWait.SpinUntil(() => worker.Link.IsSharing, Patience));
        worker.Process.Kill();
        Assert.Equal("the other side has closed it", inbox.NextWhy());
    }

    [LinuxFact]
    public void A_leader_process_that_is_killed_leaves_no_worker_process_and_no_file()
    {
        using var leader = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, [typeof(Program).Assembly.Location, "measure-wire", "shared", "64"])
        { RedirectStandardOutput = true })!;
        int[] workers = [];
        Assert.True(SpinWait.SpinUntil(() => (workers = Children(leader.Id)).Length > 0 && Mapped(workers[0]) >= 3, Patience));
        using var worker = Process.GetProcessById(workers[0]);
        leader.Kill();
        Assert.True(worker.WaitForExit(Patience));
        Assert.Empty(Directory.GetFiles("/dev/shm", "actorbackprop*"));
    }

    private static int[] Children(int process) =>
        [.. File.ReadAllText($"/proc/{process}/task/{process}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(int.Parse)];

    /// <summary>Segments that a process has mapped.</summary>
    private static int Mapped(int process) => File.ReadLines($"/proc/{process}/maps").Count(line => line.Contains("/dev/shm", StringComparison.Ordinal));
}
