using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using Akka.Configuration;
using Akka.Dispatch;

namespace ActorBackprop.Runs.Training;

/// <summary>
/// Threads that spin for a while before they sleep: messages of a step are microseconds apart, and waking a thread takes as long as a small
/// step. The first work that a thread adds while it runs other work, it runs next itself: the parameters that a server has written are in its
/// core's cache, where the worker that received the message reads them.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "The semaphore lives as long as the threads, which end by themselves")]
internal sealed class SpinningExecutor : ExecutorService
{
    private const int LooksBetweenClocks = 16; // reading the clock takes longer than looking
    private const int MaxInARow = 16; // of its own work, while other work waits

    [ThreadStatic]
    private static SpinningExecutor? _here; // the executor of this thread

    [ThreadStatic]
    private static IRunnable? _next; // the next work of this thread; no other thread sees it

    private readonly ConcurrentQueue<IRunnable> _queue = [];
    private readonly SemaphoreSlim _wake = new(0);
    private readonly TimeSpan _spin;
    private int _asleep; // sleeping threads that no thread is waking
    private volatile bool _isShutDown;

    /// <summary>Starts the threads.</summary>
    /// <param name="id">The id of the dispatcher, for the names of the threads.</param>
    /// <param name="threads">The number of threads.</param>
    /// <param name="spin">How long a thread without work spins before it sleeps.</param>
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
        Interlocked.MemoryBarrier(); // either this thread sees the sleeping one, or that one sees the queue
        WakeOne();
    }

    /// <summary>Ends the threads after they have run the work in the queue.</summary>
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
        if (own is not null && ++inARow < MaxInARow) return own;
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
        if (!_queue.IsEmpty || _isShutDown) WakeOne(); // work arrived between looking and sleeping
        _wake.Wait();
    }
}

/// <summary>Creates the executor from a dispatcher's settings: <c>threads</c> and <c>spin-microseconds</c>.</summary>
/// <param name="config">The settings of the dispatcher.</param>
/// <param name="prerequisites">Akka's prerequisites.</param>
internal sealed class SpinningExecutorConfigurator(Config config, IDispatcherPrerequisites prerequisites)
    : ExecutorServiceConfigurator(config, prerequisites)
{
    /// <inheritdoc/>
    public override ExecutorService Produce(string id) =>
        new SpinningExecutor(id, Config.GetInt("threads"), TimeSpan.FromMicroseconds(Config.GetInt("spin-microseconds")));
}
