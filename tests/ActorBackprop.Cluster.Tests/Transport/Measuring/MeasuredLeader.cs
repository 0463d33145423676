using System.Diagnostics;
using ActorBackprop.Actors.Messages;
using ActorBackprop.Cluster.Tests.Transport.Support;
using ActorBackprop.Cluster.Transport;
using ActorBackprop.Cluster.Transport.SharedMemory;
using ActorBackprop.Learning.Gradients;
using ActorBackprop.Learning.Sampling;

namespace ActorBackprop.Cluster.Tests.Transport.Measuring;

/// <summary>This process: has gradients of some sizes sent to it, and says how fast they come.</summary>
internal sealed class MeasuredLeader : IDisposable
{
    private readonly WireContract _contract;
    private readonly MeasuredProcess[] _processes;
    private readonly SharedSegment? _versions;
    private readonly IGradientBuffers _buffers;
    private readonly float[] _into;
    private readonly Lock _summing = new();
    private readonly object _gate = new(); // waited on
    private int _left;
    private long _step;
    private Action<int>? _next; // when a worker has answered

    private MeasuredLeader(Way way, int floats, int processes)
    {
        _contract = new WireContract("measured", MeasuredPlan.Of(floats));
        _into = new float[_contract.Floats];
        var ordinary = new GradientBuffers(_contract.Floats);
        _versions = way == Way.Shared ? MeasuredProcess.Segment(4, _contract.Floats) : null;
        var slots = _versions is null ? null : new SharedSlots(_versions);
        _buffers = slots is null ? ordinary : new SharedBuffers(slots, ordinary);
        var callbacks = new LeaderCallbacks(_ => { }, OnComputed, _ => { }, () => { }, _ => { });
        _processes = [.. Enumerable.Range(0, processes).Select(_ => new MeasuredProcess(way, _contract, ordinary, slots, callbacks))];
        while (way == Way.Shared && !_processes.All(process => process.Link.IsSharing)) Thread.Yield();
    }

    /// <summary>Measures each way, or those that are named, with gradients of so many floats; 64 and 500,000 where none are.</summary>
    public static void Run(string[] arguments)
    {
        var sizes = arguments.Where(argument => int.TryParse(argument, out _)).Select(int.Parse).ToArray();
        var names = arguments.Where(argument => !int.TryParse(argument, out _)).ToArray();
        var ways = names.Length == 0 ? Enum.GetValues<Way>() : [.. names.Select(name => Enum.Parse<Way>(name, ignoreCase: true))];
        Console.WriteLine("way    processes   floats   gradients, 4 asked     1 asked   steps: mean     median  99 of 100");
        foreach (var way in ways)
        {
            foreach (var floats in sizes.Length == 0 ? [64, 500_000] : sizes)
            {
                foreach (var processes in new[] { 1, 2 })
                {
                    using var leader = new MeasuredLeader(way, floats, processes);
                    leader.Measure(way);
                }
            }
        }
    }

    public void Dispose()
    {
        foreach (var process in _processes) process.Dispose();
        _versions?.Dispose();
    }

    private void Measure(Way way)
    {
        var bytes = _contract.Floats * 4.0;
        var count = (int)Math.Clamp((way == Way.Akka ? 2e8 : 2e9) / bytes, 50, 10_000);
        Steps(count / 4 + 100);
        Gradients(4, count / 2 + 200);
        var (four, one) = (Gradients(4, count), Gradients(1, count));
        var steps = Steps(count);
        string Rate(double seconds) => _contract.Floats > 1000 ? $"{bytes / seconds / 1e9:F2} GB/s" : $"{seconds * 1e6:F1} us";
        Console.WriteLine($"{way,-6} {_processes.Length,9} {_contract.Floats,8} {Rate(four),20} {Rate(one),11} "
            + $"{steps.Average() * 1e6,11:F1} us {steps[count / 2] * 1e6,7:F1} us {steps[count * 99 / 100] * 1e6,7:F1} us");
    }

    /// <summary>Gradients of one version from the first process, some of them asked for at once; seconds each.</summary>
    private double Gradients(int asked, int count)
    {
        var version = NewVersion();
        var (left, start) = (count - asked, Stopwatch.GetTimestamp());
        (_left, _next) = (count, worker =>
        {
            _left--;
            if (left-- > 0) Send(0, worker, version);
        }
        );
        for (var i = 0; i < asked; i++) Send(0, i, version);
        Await();
        _next = null;
        return Stopwatch.GetElapsedTime(start).TotalSeconds / count;
    }

    /// <summary>Whole steps: a new version to each process, a gradient back from each; seconds each, in order.</summary>
    private double[] Steps(int count)
    {
        var times = new double[count];
        _left = count;
        var (step, open, start, version) = (0, 0, 0L, default(Memory<float>));
        void Begin()
        {
            (start, version, open) = (Stopwatch.GetTimestamp(), NewVersion(), _processes.Length);
            for (var process = 0; process < _processes.Length; process++) Send(process, 0, version);
        }
        _next = _ =>
        {
            if (Interlocked.Decrement(ref open) > 0) return;
            _buffers.GiveBack(version);
            times[step++] = Stopwatch.GetElapsedTime(start).TotalSeconds;
            if (step < count) Begin();
            else _left = 0;
        };
        Begin();
        Await();
        _next = null;
        Array.Sort(times);
        return times;
    }

    private Memory<float> NewVersion()
    {
        var version = _buffers.Take();
        _into.CopyTo(version.Span); // as the optimizer writes it
        _step++;
        return version;
    }

    private void Send(int process, int worker, Memory<float> version) => _processes[process].Link.Send(
        worker, new ComputeGradient("measured", Minibatch.Of(_contract.Plan, _step), new Part(worker, worker + 1), _step, version));

    private void OnComputed(GradientComputed computed)
    {
        lock (_summing) computed.Sums[0].Gradient.Span.CopyTo(_into); // as the sum reads it
        _buffers.GiveBack(computed.Sums[0].Gradient);
        _next!(computed.Worker.Number);
        lock (_gate)
            if (_left == 0) Monitor.Pulse(_gate);
    }

    private void Await()
    {
        lock (_gate)
            while (_left > 0) Monitor.Wait(_gate);
    }
}
