using System.Collections.Concurrent;
using System.Diagnostics;
using Akka.Dispatch;

namespace ActorBackprop.VirtualTime.Engine;

/// <summary>
/// The loop of the one thread that everything happens on: it takes the event that is due next, runs it, and runs the actors it concerns
/// until they are idle.
/// </summary>
internal sealed class Pump
{
    private readonly ulong _seed;
    private readonly Agenda _agenda = new();
    private readonly Queue<IRunnable> _ready = new();
    private readonly List<(int Number, IRunnable Run)> _siblings = [];
    private readonly ConcurrentQueue<Action> _late = new();
    private volatile VirtualTimeException? _violation;
    private volatile bool _isEnding, _hasThrown;
    private int _thread = Environment.CurrentManagedThreadId;
    private bool _isRunning, _isDraining;

    public Pump(ulong seed)
    {
        _seed = seed;
        Registry = new Registry(this);
        Post = new PostOffice(this, Registry);
    }

    public Registry Registry { get; }

    public PostOffice Post { get; }

    public EventLog Log => Post.Log;

    public long Now => _agenda.Now;

    /// <summary>The place where the run stands, for the sentences that report a failure.</summary>
    public string Place => $"seed {_seed}, {TimeSpan.FromTicks(Now)} since the beginning";

    /// <summary>The most real time that the end may take: Akka's own threads take part in it. Default: 20 s.</summary>
    public TimeSpan MaxEnding { get; set; } = TimeSpan.FromSeconds(20);

    public long Turns { get; private set; }

    public bool IsIdle => _ready.Count == 0 && _agenda.IsEmpty;

    public bool IsEnding => _isEnding;

    public bool IsForeign => Environment.CurrentManagedThreadId != _thread;

    public IEnumerable<Delivery> UnderWay => _agenda.Pending.OfType<Delivery>();

    /// <summary>The number of the child that Akka sends a system message to, one among others; 0 for none.</summary>
    public int Sibling { get; set; }

    public void Add(long time, ScheduledEvent what) => _agenda.Add(time, what);

    public void AdvanceTo(long time) => _agenda.AdvanceTo(time);

    /// <summary>Runs the next event that is due at a given time or before.</summary>
    /// <returns>Whether there was one.</returns>
    public bool RunOne(long until)
    {
        Check();
        if (_isRunning || _isDraining)
            throw RecordViolation("virtual time is running already: code that runs in it cannot run it, only tell and schedule");
        using var hidden = HostContext.Hide();
        _isRunning = true;
        try
        {
            RunReady();
            var taken = _agenda.TryTake(until, out var what);
            if (taken)
            {
                Turns++;
                what!.Run();
                RunReady();
            }
            return _violation is null ? taken : throw _violation;
        }
        catch
        {
            _hasThrown = true;
            throw;
        }
        finally
        {
            _isRunning = false;
        }
    }

    /// <summary>Runs the actors that have messages, until all are idle.</summary>
    public void Drain()
    {
        using var hidden = HostContext.Hide();
        RunReady();
    }

    /// <exception cref="VirtualTimeException">This is another thread, or something was done that cannot be done.</exception>
    public void Check()
    {
        ObjectDisposedException.ThrowIf(_isEnding, typeof(VirtualSystem));
        if (IsForeign)
            throw new VirtualTimeException(
                $"virtual time is run by the thread that created it, {_thread}, not by {Name(Thread.CurrentThread)}: "
                + "in a test, no await before or between");
        if (_violation is not null) throw Thrown(_violation);
    }

    /// <exception cref="VirtualTimeException">An actor is running.</exception>
    public void CheckOutsideActors(string what)
    {
        Check();
        if (_isDraining) throw RecordViolation($"an actor cannot {what}: do it before, or at a time with VirtualSystem.At");
    }

    public void Execute(IRunnable run)
    {
        if (IsForeign) Foreign($"wanted {run.GetType().Name} run", () => Execute(run));
        else if (Sibling != 0) _siblings.Add((Sibling, run));
        else _ready.Enqueue(run);
    }

    /// <summary>Reports a call from another thread: the pump throws. At the end the call is repeated on the pump's thread.</summary>
    public void Foreign(string did, Action late)
    {
        if (_isEnding) _late.Enqueue(late);
        else
            RecordViolation($"{Name(Thread.CurrentThread)} {did}: in virtual time only the thread that runs it may; "
                + "look for Task.Run, Task.Delay, ConfigureAwait(false), PipeTo and threads of your own");
    }

    /// <summary>Records a violation and returns its exception. Akka swallows most exceptions, so the pump throws it, at every call.</summary>
    public VirtualTimeException RecordViolation(string what, Exception? cause = null)
    {
        var violation = new VirtualTimeException(what, cause);
        return Interlocked.CompareExchange(ref _violation, violation, null) ?? violation;
    }

    /// <summary>Records that an exception of this system has been thrown to the test, which the end must not replace by another.</summary>
    public VirtualTimeException Thrown(VirtualTimeException exception)
    {
        _hasThrown = true;
        return exception;
    }

    /// <summary>Records a violation that explains any other: an actor that runs on other threads.</summary>
    public void Escaped(string what) => _violation = new VirtualTimeException(what);

    /// <summary>
    /// Ends the system. From here on nothing is logged or due, and other threads may call: Akka shuts down by means of several.
    /// Their calls are run here.
    /// </summary>
    /// <param name="end">Begins the end.</param>
    /// <param name="unsaid">A failure that the test has not been told yet; null for none. A violation comes first.</param>
    /// <exception cref="VirtualTimeException">The test has not been told of a failure, or the actor system does not end in time.</exception>
    public void End(Func<Task> end, VirtualTimeException? unsaid)
    {
        if (_isRunning || _isDraining) throw RecordViolation("virtual time is running: code that runs in it cannot end it");
        if (_hasThrown) unsaid = null;
        else if (_violation is not null) unsaid = _violation;
        (_isEnding, _thread) = (true, Environment.CurrentManagedThreadId);
        using var hidden = HostContext.Hide();
        Log.Close();
        _agenda.Clear();
        if (!RunToEnd(end())) unsaid ??= new VirtualTimeException($"the actor system has not ended within {MaxEnding} of real time: an actor "
            + "blocks a thread, or runs on another than that of virtual time");
        if (unsaid is not null) throw Thrown(unsaid);
    }

    private bool RunToEnd(Task over)
    {
#pragma warning disable RS0030 // the end is beyond virtual time: nothing is logged any more
        var began = Stopwatch.GetTimestamp();
        while (!over.IsCompleted && Stopwatch.GetElapsedTime(began) < MaxEnding)
#pragma warning restore RS0030
        {
            while (_late.TryDequeue(out var late)) late();
            RunReady();
            if (_agenda.TryTake(long.MaxValue, out var what)) what!.Run();
            else if (_late.IsEmpty && _ready.Count == 0) over.Wait(TimeSpan.FromMilliseconds(1));
        }
        return over.IsCompleted;
    }

    private void RunReady()
    {
        if (_isDraining) return;
        _isDraining = true;
        try
        {
            PutSiblingsInOrder();
            while (_ready.TryDequeue(out var run))
            {
                run.Run();
                PutSiblingsInOrder();
            }
            Registry.CheckExpected();
        }
        finally
        {
            _isDraining = false;
        }
    }

    /// <summary>
    /// Akka stops, suspends and restarts the children of an actor in the order of a dictionary of names, which differs from
    /// process to process. Here they run in the order they were started.
    /// </summary>
    private void PutSiblingsInOrder()
    {
        if (_siblings.Count == 0) return;
        _siblings.Sort(static (one, other) => one.Number.CompareTo(other.Number));
        foreach (var (_, run) in _siblings) _ready.Enqueue(run);
        _siblings.Clear();
    }

    private static string Name(Thread thread) =>
        $"thread {Environment.CurrentManagedThreadId}{(thread.Name is { Length: > 0 } name ? $" ({name})" : "")}";
}

/// <summary>
/// Hides the synchronization context of the thread that runs virtual time, such as a test runner's: an actor's await would
/// continue in it, on another thread, instead of returning to the actor.
/// </summary>
internal readonly ref struct HostContext
{
    private readonly SynchronizationContext? _host;

    private HostContext(SynchronizationContext? host) => _host = host;

    public static HostContext Hide()
    {
        var host = SynchronizationContext.Current;
        if (host is not null) SynchronizationContext.SetSynchronizationContext(null);
        return new HostContext(host);
    }

    public void Dispose()
    {
        if (_host is not null) SynchronizationContext.SetSynchronizationContext(_host);
    }
}
