using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using Akka.Configuration;
using Akka.Dispatch;

namespace ActorBackprop.Runs.Training;

/// <summary>
/// Threads that go on looking for work a while before they sleep: between two messages of a step pass microseconds, and
/// to wake a thread takes as long as a small step. What a thread hands in first of all while it runs something, it runs next, itself:
/// the parameters that a server has written are in its core's cache, and the worker that it told reads them there.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "The semaphore lives as long as the threads, which end by themselves")]
internal sealed class SpinningExecutor : ExecutorService
{
    private const int LooksBetweenClocks = 16; // to read the clock takes longer than to look
    private const int MostInARow = 16; // of its own, while others' work waits

    [ThreadStatic]
    private static SpinningExecutor? _here; // whose thread this is

    [ThreadStatic]
    private static IRunnable? _next; // what this thread is to run next; no other thread sees it

    private readonly ConcurrentQueue<IRunnable> _queue = [];
    private readonly SemaphoreSlim _wake = new(0);
    private readonly TimeSpan _spin;
    private int _asleep; // threads that sleep and that nobody is waking
    private volatile bool _isShutDown;

    /// <summary>Starts the threads.</summary>
    /// <param name="id">The dispatcher's; names the threads.</param>
    /// <param name="threads">How many.</param>
    /// <param name="spin">For how long one without work looks for some before it sleeps.</param>
    public SpinningExecutor(string id, int threads, TimeSpan spin)
        : base(id)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(threads);
        _spin = spin;
        for (var i = 0; i < threads; i++) new Thread(Work) { IsBackground = true, Name = $"{id}-{i}" }.Start();
    }

    /// <inheritdoc/>
    public override void Execute(IRunnable run)
    {
        if (_isShutDown) throw new InvalidOperationException($"{Id} is shut down");
        if (_here == this && _next is null) _next = run;
        else Enqueue(run);
    }

    private void Enqueue(IRunnable run)
    {
        _queue.Enqueue(run);
        Interlocked.MemoryBarrier(); // either this thread sees who has gone to sleep, or that one sees what is in the queue
        WakeOne();
    }

    /// <summary>What is in the queue is still run, then the threads end.</summary>
    public override void Shutdown()
    {
        _isShutDown = true;
        Interlocked.MemoryBarrier();
        while (WakeOne()) { }
    }

    private bool WakeOne()
    {
        while (Volatile.Read(ref _asleep) is > 0 and var asleep)
        {
            if (Interlocked.CompareExchange(ref _asleep, asleep - 1, asleep) != asleep) continue;
            _wake.Release();
            return true;
        }
        return false;
    }

    private void Work()
    {
        _here = this;
        var inARow = 0;
        while (true)
        {
            if (TryTake(ref inARow) is { } run) run.Run();
            else if (_isShutDown) return;
            else if (!HasWorkSoon()) Sleep();
        }
    }

    private IRunnable? TryTake(ref int inARow)
    {
        var own = _next;
        _next = null;
        if (own is not null && ++inARow < MostInARow) return own;
        inARow = 0;
        if (!_queue.TryDequeue(out var run)) return own;
        if (own is not null) Enqueue(own);
        return run;
    }

    private bool HasWorkSoon()
    {
        var since = Stopwatch.GetTimestamp();
        do
        {
            for (var i = 0; i < LooksBetweenClocks; i++)
            {
                if (!_queue.IsEmpty) return true;
                Thread.SpinWait(1);
            }
        }
        while (Stopwatch.GetElapsedTime(since) < _spin);
        return false;
    }

    private void Sleep()
    {
        Interlocked.Increment(ref _asleep);
        if (!_queue.IsEmpty || _isShutDown) WakeOne(); // it came between looking and going to sleep
        _wake.Wait();
    }
}

/// <summary>Makes one, from a dispatcher's settings: <c>threads</c> and <c>spin-microseconds</c>.</summary>
/// <param name="config">The dispatcher's.</param>
/// <param name="prerequisites">Akka's.</param>
internal sealed class SpinningExecutorConfigurator(Config config, IDispatcherPrerequisites prerequisites)
    : ExecutorServiceConfigurator(config, prerequisites)
{
    /// <inheritdoc/>
    public override ExecutorService Produce(string id) =>
        new SpinningExecutor(id, Config.GetInt("threads"), TimeSpan.FromMicroseconds(Config.GetInt("spin-microseconds")));
}
