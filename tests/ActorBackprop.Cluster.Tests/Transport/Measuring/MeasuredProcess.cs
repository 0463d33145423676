using System.Diagnostics;
using System.Net;
using ActorBackprop.Cluster.Tests.Transport.Support;
using ActorBackprop.Cluster.Transport;
using ActorBackprop.Cluster.Transport.Chunks;
using ActorBackprop.Cluster.Transport.SharedMemory;
using ActorBackprop.Cluster.Transport.Tcp;
using ActorBackprop.Learning.Gradients;
using Akka.Actor;

namespace ActorBackprop.Cluster.Tests.Transport.Measuring;

/// <summary>A worker process, and the leader's link to it.</summary>
internal sealed class MeasuredProcess : IDisposable
{
    private readonly List<IDisposable> _things = [];

    public MeasuredProcess(Way way, WireContract contract, IGradientBuffers ordinary, SharedSlots? versions, LeaderCallbacks callbacks)
    {
        var floats = contract.Floats;
        var memory = versions is null ? null : new LinkMemory(versions, new SharedSlots(Segment(8, floats)), Segment(2, SharedRing.Floats));
        (Process, var stream) = way == Way.Akka ? StartByAkka(floats) : StartByTcp(way, floats);
        Link = new LeaderLink(stream, contract, ordinary, memory, callbacks);
    }

    public LeaderLink Link { get; }

    public Process Process { get; }

    public static SharedSegment Segment(int slots, int floats) =>
        SharedSegment.TryCreate(slots, floats, out var why) ?? throw new InvalidOperationException(why);

    public void Dispose()
    {
        Link.Dispose();
        Process.WaitForExit();
        _things.ForEach(thing => thing.Dispose());
    }

    private static (Process, Stream) StartByTcp(Way way, int floats)
    {
        var authority = way == Way.Tls ? new Certificates() : null;
        using var listener = new WireListener(new IPEndPoint(IPAddress.Loopback, 0), authority?.Good());
        var connected = new TaskCompletionSource<Stream>();
        var key = listener.Issue(connected.SetResult);
        var secret = authority is null ? "-" : Certificates.Write(authority.Good());
        var process = StartWorker(way, floats, listener.EndPoint.ToString(), Convert.ToHexString(key), secret);
        return (process, connected.Task.GetAwaiter().GetResult());
    }

    private (Process, Stream) StartByAkka(int floats)
    {
        var system = AkkaPair.Start();
        _things.Add(system);
        var chunks = new ChunkStream(system);
        var provider = ((ExtendedActorSystem)system).Provider;
        var process = StartWorker(Way.Akka, floats, chunks.Endpoint.Path.ToStringWithAddress(provider.DefaultAddress), "-", "-");
        chunks.Connect(provider.ResolveActorRef(process.StandardOutput.ReadLine()));
        return (process, chunks);
    }

    private static Process StartWorker(Way way, int floats, params string[] arguments) =>
        Process.Start(new ProcessStartInfo(Environment.ProcessPath!,
            [typeof(MeasuredProcess).Assembly.Location, "measured-worker", way.ToString(), floats.ToString(), .. arguments])
        { RedirectStandardOutput = true })!;
}
