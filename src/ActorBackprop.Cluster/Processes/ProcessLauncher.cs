using System.ComponentModel;
using System.Diagnostics;
using ActorBackprop.Actors.Messages;
using ActorBackprop.Cluster.Membership;
using Akka.Actor;

namespace ActorBackprop.Cluster.Processes;

/// <summary>
/// Starts worker processes on this machine, restarts those that end as far as <see cref="Restarts"/> allows, and ends those that the
/// gate has lost. When it stops none is left.
/// </summary>
public sealed class ProcessLauncher : UntypedActor, IWithTimers
{
    private static readonly TimeSpan TimeToEnd = TimeSpan.FromSeconds(2);

    private readonly LauncherSettings _settings;
    private readonly IActorRef _gate;
    private readonly IReadOnlyList<IActorRef> _observers;
    private readonly ChildProcess?[] _children;
    private readonly int[] _starts, _last;
    private readonly Restarts _restarts;
    private int _givenUp;
    private IActorRef? _server;
    private bool _isClosing;

    /// <summary>A launcher.</summary>
    /// <param name="settings">What it starts.</param>
    /// <param name="gate">Told when one has ended.</param>
    /// <param name="observers">Told what it does.</param>
    public ProcessLauncher(LauncherSettings settings, IActorRef gate, IReadOnlyList<IActorRef> observers)
    {
        (_settings, _gate, _observers, _restarts) = (settings, gate, observers, new Restarts(settings.MaxRestarts));
        (_children, _starts, _last) = (new ChildProcess?[settings.Processes], new int[settings.Processes], new int[settings.Processes]);
    }

    /// <summary>To the launcher: no other processes are expected, so the training ends when too few of its own are left.</summary>
    public sealed record EndWithoutProcesses(IActorRef Server);

    private sealed record Exited(int Place, int Code);

    private sealed record StartAgain(int Place);

    /// <summary>Set by Akka.</summary>
    public ITimerScheduler Timers { get; set; } = null!;

    /// <inheritdoc/>
    protected override void PreStart()
    {
        for (var place = 0; place < _children.Length; place++) Start(place);
    }

    /// <inheritdoc/>
    protected override void PostStop()
    {
        var until = Context.System.Scheduler.MonotonicClock + TimeToEnd;
        foreach (var child in _children)
        {
            var left = until - Context.System.Scheduler.MonotonicClock;
            if (child is null || (_isClosing && left > TimeSpan.Zero && child.Wait(left))) continue;
            child.Kill();
            child.Wait(TimeToEnd);
        }
        foreach (var child in _children) child?.Dispose();
    }

    /// <inheritdoc/>
    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Exited exited:
                OnExited(exited);
                break;
            case StartAgain again:
                if (!_isClosing) Start(again.Place);
                break;
            case ProcessLost { Process.IsChild: true, IsGraceful: false } lost: // it may be paused, or cut off: its work is not used any more
                Array.Find(_children, child => child?.Id == lost.Process.Id)?.Kill();
                break;
            case EndWithoutProcesses end:
                _server = end.Server;
                break;
            case Gate.Close:
                _isClosing = true;
                break;
            default:
                break; // facts that are for other observers
        }
    }

    private void Start(int place)
    {
        var early = _settings.Early?.Take();
        ChildProcess child;
        try
        {
            child = early ?? ChildProcess.Start(_settings.Command());
        }
        catch (Exception cause) when (cause is Win32Exception or InvalidOperationException or IOException)
        {
            Tell(new ProcessNotStarted(cause.Message));
            StartLater(place, $"it could not be started: {cause.Message}");
            return;
        }
        _children[place] = child;
        _gate.Tell(new Gate.ChildStarted(child.Id, child.Key)); // before the child is told where to join
        foreach (var line in _settings.Lines.Skip(early is null ? 0 : 1)) child.Tell(line);
        child.Exited.PipeTo(Self, success: code => new Exited(place, code));
        Tell(new ProcessStarted(child.Id, _starts[place]++, _last[place]));
        _last[place] = child.Id;
    }

    private void OnExited(Exited exited)
    {
        var (place, child) = (exited.Place, _children[exited.Place]!);
        var why = $"it ended with exit code {exited.Code}" + (child.LastError is { } error ? $": {error}" : "");
        _gate.Tell(new Gate.ProcessEnded(child.Id, why));
        child.Dispose();
        _children[place] = null;
        if (_isClosing) return;
        if (_settings.FinalExitCodes.Contains(exited.Code)) GiveUp(place, why);
        else StartLater(place, why);
    }

    private void StartLater(int place, string why)
    {
        if (_restarts.TryTake(place, Context.System.Scheduler.MonotonicClock) is { } delay)
            Timers.StartSingleTimer(place, new StartAgain(place), delay);
        else GiveUp(place, why);
    }

    private void GiveUp(int place, string why)
    {
        Tell(new ProcessGivenUp(_last[place], why));
        if (_children.Length - ++_givenUp < _settings.MinProcesses)
            _server?.Tell(new GiveUpTraining($"{_children.Length - _givenUp} worker processes are left; of the last one: {why}"));
    }

    private void Tell(object fact)
    {
        foreach (var observer in _observers) observer.Tell(fact);
    }
}

/// <summary>Which worker processes a launcher starts.</summary>
public sealed record LauncherSettings
{
    /// <summary>How many.</summary>
    public required int Processes { get; init; }

    /// <summary>Returns how a process is started; called for each.</summary>
    public required Func<ProcessStartInfo> Command { get; init; }

    /// <summary>Those that are started already, and have been told the first line; null for none. Default: null.</summary>
    public PrestartedProcesses? Early { get; init; }

    /// <summary>What one is told once it is started, a line each. Default: nothing.</summary>
    public IReadOnlyList<string> Lines { get; init; } = [];

    /// <summary>Restarts there may be within ten minutes, of all of them together. Default: 10.</summary>
    public int MaxRestarts { get; init; } = 10;

    /// <summary>The minimum number of processes that the training needs. Default: 1.</summary>
    public int MinProcesses { get; init; } = 1;

    /// <summary>Exit codes after which it is not started again: it would end the same way, or was asked to end.</summary>
    public IReadOnlySet<int> FinalExitCodes { get; init; } = new HashSet<int>();
}

/// <summary>
/// Decides when a worker process that has ended is started again, and when not any more. Only the restarts of the last ten minutes
/// count: processes that keep ending are given up, while losses far apart in a long training use nothing up. Knows no actors.
/// </summary>
/// <param name="most">Restarts there may be within ten minutes, of all places together.</param>
internal sealed class Restarts(int most)
{
    /// <summary>How long a restart counts.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(10);

    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(100), LongestDelay = TimeSpan.FromSeconds(5);

    private readonly Queue<(int Place, TimeSpan At)> _recent = [];

    /// <summary>Takes one restart, if there is one left.</summary>
    /// <param name="place">Whose process has ended, or could not be started.</param>
    /// <param name="now">The time on any clock that only goes forward.</param>
    /// <returns>How long to wait before it: nothing the first time, then 0.1 s, and twice as long each time, up to 5 s. Null for never.</returns>
    public TimeSpan? TryTake(int place, TimeSpan now)
    {
        while (_recent.TryPeek(out var oldest) && now - oldest.At >= Window) _recent.Dequeue();
        if (_recent.Count >= most) return null;
        var before = _recent.Count(restart => restart.Place == place);
        _recent.Enqueue((place, now));
        if (before == 0) return TimeSpan.Zero;
        var delay = FirstDelay * Math.Pow(2, Math.Min(before - 1, 10));
        return delay < LongestDelay ? delay : LongestDelay;
    }
}
