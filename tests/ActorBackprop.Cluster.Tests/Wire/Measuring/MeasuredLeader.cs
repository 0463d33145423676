using System.Diagnostics;
using System.Net;
using ActorBackprop.Actors.Protocol;
using ActorBackprop.Cluster.Tests.Wire.Support;
using ActorBackprop.Cluster.Wire;
using ActorBackprop.Cluster.Wire.Chunks;
using ActorBackprop.Cluster.Wire.SharedMemory;
using ActorBackprop.Cluster.Wire.Tcp;
using ActorBackprop.Learning.Gradients;
using ActorBackprop.Learning.Sampling;
using Akka.Actor;

namespace ActorBackprop.Cluster.Tests.Wire.Measuring;

/// <summary>This process: has gradients of some sizes sent to it, and says how fast they come.</summary>
internal sealed class MeasuredLeader : IDisposable
{
    private readonly WireContract _contract;
    private readonly Process _worker;
    private readonly LeaderLink _link;
    private readonly IGradientBuffers _buffers;
    private readonly float[] _into;
    private readonly SemaphoreSlim _answered = new(0);
    private readonly List<IDisposable> _things = [];
    private long _step;
    private Action<int>? _next;

    private MeasuredLeader(Way way, int floats)
    {
        _contract = new WireContract("measured", MeasuredPlan.Of(floats));
        _into = new float[_contract.Floats];
        var ordinary = new GradientBuffers(_contract.Floats);
        var memory = way == Way.Shared ? new LinkMemory(Slots(4), Slots(8)) : null;
        _buffers = memory is null ? ordinary : new SharedBuffers(memory.Versions, ordinary);
        (_worker, var stream) = way == Way.Akka ? StartByAkka(floats) : StartByTcp(way, floats);
        _link = new LeaderLink(stream, _contract, ordinary, memory, new LeaderCallbacks(_ => { }, OnComputed, _ => { }, () => { }, _ => { }));
        while (way == Way.Shared && !_link.IsSharing) Thread.Yield();
    }

    /// <summary>Measures each way, or those that are named, with gradients of so many floats; 500,000 where none are.</summary>
    public static void Run(string[] arguments)
    {
        var sizes = arguments.Where(argument => int.TryParse(argument, out _)).Select(int.Parse).DefaultIfEmpty(500_000).ToArray();
        var names = arguments.Where(argument => !int.TryParse(argument, out _)).ToArray();
        var ways = names.Length == 0 ? Enum.GetValues<Way>() : [.. names.Select(name => Enum.Parse<Way>(name, ignoreCase: true))];
        Console.WriteLine("way      floats     gradients, 4 asked      1 asked   with a new version     median of it");
        foreach (var way in ways)
        {
            foreach (var floats in sizes)
            {
                using var leader = new MeasuredLeader(way, floats);
                leader.Measure(way);
            }
        }
    }

    public void Dispose()
    {
        _link.Dispose();
        _worker.WaitForExit();
        _things.ForEach(thing => thing.Dispose());
    }

    private void Measure(Way way)
    {
        var bytes = _contract.Floats * 4.0;
        var count = (int)Math.Clamp(2e9 / bytes, 200, 10_000);
        Steps(count / 4 + 100);
        Gradients(4, count / 2 + 200);
        var (four, one) = (Gradients(4, count), Gradients(1, count));
        var steps = Steps(count);
        string Rate(double seconds) => _contract.Floats > 1000 ? $"{bytes / seconds / 1e9:F2} GB/s" : $"{seconds * 1e6:F1} us";
        Console.WriteLine($"{way,-6} {_contract.Floats,8} {Rate(four),22} {Rate(one),12} {Rate(steps.Mean),20} {steps.Median * 1e6,13:F1} us");
    }

    /// <summary>Gradients of one version, some of them asked for at once; seconds each.</summary>
    private double Gradients(int asked, int count)
    {
        var version = NewVersion();
        var (left, start) = (count - asked, Stopwatch.GetTimestamp());
        _next = worker =>
        {
            if (left-- > 0) Send(worker, version);
        };
        for (var i = 0; i < asked; i++) Send(i, version);
        for (var i = 0; i < count; i++) _answered.Wait();
        _next = null;
        return Stopwatch.GetElapsedTime(start).TotalSeconds / count;
    }

    /// <summary>Whole steps of one worker: a new version there, a gradient back; seconds each.</summary>
    private (double Mean, double Median) Steps(int count)
    {
        var times = new double[count];
        for (var i = 0; i < count; i++)
        {
            var start = Stopwatch.GetTimestamp();
            var version = NewVersion();
            Send(0, version);
            _answered.Wait();
            _buffers.GiveBack(version);
            times[i] = Stopwatch.GetElapsedTime(start).TotalSeconds;
        }
        return (times.Average(), times.Order().ElementAt(count / 2));
    }

    private Memory<float> NewVersion()
    {
        var version = _buffers.Take();
        _into.CopyTo(version.Span); // as the optimizer writes it
        _step++;
        return version;
    }

    private void Send(int worker, Memory<float> version) =>
        _link.Send(worker, new ComputeGradient("measured", Minibatch.Of(_contract.Plan, _step), new Part(worker, worker + 1), _step, version));

    private void OnComputed(GradientComputed computed)
    {
        computed.Sums[0].Gradient.Span.CopyTo(_into); // as the sum reads it
        _buffers.GiveBack(computed.Sums[0].Gradient);
        _next?.Invoke(computed.Worker.Number);
        _answered.Release();
    }

    private static (Process, Stream) StartByTcp(Way way, int floats)
    {
        var authority = way == Way.Tls ? new Certificates() : null;
        using var listener = new WireListener(new IPEndPoint(IPAddress.Loopback, 0), authority?.Good());
        var connected = new TaskCompletionSource<Stream>();
        var key = listener.Issue(connected.SetResult);
        var process = StartWorker(way, floats, listener.EndPoint.ToString(), Convert.ToHexString(key), authority is null ? "-" : Certificates.Write(authority.Good()));
        return (process, connected.Task.GetAwaiter().GetResult());
    }

    private (Process, Stream) StartByAkka(int floats)
    {
        var system = AkkaPair.Start();
        _things.Add(system);
        var chunks = new ChunkStream(system);
        var address = chunks.Endpoint.Path.ToStringWithAddress(((ExtendedActorSystem)system).Provider.DefaultAddress);
        var process = StartWorker(Way.Akka, floats, address, "-", "-");
        chunks.Connect(((ExtendedActorSystem)system).Provider.ResolveActorRef(process.StandardOutput.ReadLine()));
        return (process, chunks);
    }

    private static Process StartWorker(Way way, int floats, params string[] arguments) =>
        Process.Start(new ProcessStartInfo(Environment.ProcessPath!,
            [typeof(MeasuredLeader).Assembly.Location, "measured-worker", way.ToString(), floats.ToString(), .. arguments])
        { RedirectStandardOutput = true })!;

    private SharedSlots Slots(int count)
    {
        var segment = SharedSegment.TryCreate(count, _contract.Floats, out var why) ?? throw new InvalidOperationException(why);
        _things.Add(segment);
        return new SharedSlots(segment);
    }
}
