using ActorBackprop.Actors.Messages;
using ActorBackprop.Cluster.Tests.Transport.Support;
using ActorBackprop.Cluster.Transport;
using ActorBackprop.Cluster.Transport.Tcp;
using ActorBackprop.Learning.Gradients;

namespace ActorBackprop.Cluster.Tests.Transport;

/// <summary>Alone: it counts what the whole process has.</summary>
[Collection(nameof(LeakTests)), CollectionDefinition(nameof(LeakTests), DisableParallelization = true)]
public sealed class LeakTests
{
    private static readonly string[] Ours =
        [.. new[] { nameof(LeaderLink), nameof(WorkerLink), nameof(WireListener), "RingStream" }.Select(name => name[..Math.Min(15, name.Length)])];

    [LinuxTheory, InlineData(Way.Tcp), InlineData(Way.Tls), InlineData(Way.Shared)]
    public void A_link_that_is_over_leaves_no_thread_no_file_and_no_memory(Way way)
    {
        Use(way); // what is made once
        var (threads, files, mapped) = (Threads(), Files(), Mapped());
        for (var i = 0; i < 20; i++) Use(way);
        Assert.True(SpinWait.SpinUntil(() => Threads() <= threads, TimeSpan.FromSeconds(20)), $"{Threads() - threads} threads are left");
        Assert.True(SpinWait.SpinUntil(() => Files() <= files, TimeSpan.FromSeconds(20)), $"{Files() - files} files are left");
        for (var i = 0; i < 20 && Mapped() > mapped; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
        Assert.InRange(Mapped(), 0, mapped);
    }

    private static void Use(Way way)
    {
        using var pair = new LinkPair(way);
        pair.Leader.Send(0, pair.Work(0, new Part(0, 1), 0));
        pair.Worker.Send(pair.Answer(0, pair.AtWorker.Next<(int, ComputeGradient)>().Item2, 1));
        pair.AtLeader.Next<GradientComputed>();
    }

    private static int Threads() => Directory.GetDirectories("/proc/self/task").Count(task => Ours.Contains(Name(task)));

    private static string Name(string task)
    {
        try
        {
            return File.ReadAllText(Path.Combine(task, "comm")).TrimEnd();
        }
        catch (IOException)
        {
            return ""; // it has ended
        }
    }

    private static int Files() => Directory.GetFiles("/proc/self/fd").Count(file => Target(file) is { } target
        && (target.StartsWith("socket:", StringComparison.Ordinal) || target.StartsWith("/dev/shm", StringComparison.Ordinal)));

    private static string? Target(string file)
    {
        try
        {
            return new FileInfo(file).LinkTarget;
        }
        catch (IOException)
        {
            return null; // closed
        }
    }

    private static int Mapped() => File.ReadLines("/proc/self/maps").Count(line => line.Contains("/dev/shm", StringComparison.Ordinal));
}
