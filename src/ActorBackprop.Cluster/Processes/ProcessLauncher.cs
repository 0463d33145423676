using System.ComponentModel;
using System.Diagnostics;
using ActorBackprop.Actors.Messages;
using ActorBackprop.Cluster.Membership;
using Akka.Actor;

namespace ActorBackprop.Cluster.Processes;

/// <summary>
/// Starts worker processes on this machine, restarts those that end as far as <see cref="Restarts"/> allows, and kills those that the gate
/// has lost. When it stops, all of them have ended.
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
    private string _why = ""; // how the last of these ended
    private IActorRef? _server;
    private bool _isClosing;

    /// <summary>Creates a launcher.</summary>
    /// <param name="settings">The processes to start.</param>
    /// <param name="gate">The gate, which is told of each start and end.</param>
    /// <param name="observers">The actors that receive the facts about processes.</param>
    public ProcessLauncher(LauncherSettings settings, IActorRef gate, IReadOnlyList<IActorRef> observers)
    {
        (_settings, _gate, _observers, _restarts) = (settings, gate, observers, new Restarts(settings.MaxRestarts));
        (_children, _starts, _last) = (new ChildProcess?[settings.Processes], new int[settings.Processes], new int[settings.Processes]);
    }

    /// <summary>To the launcher: no other processes are expected, so the training ends when too few of its own remain.</summary>
    public sealed record EndWithoutProcesses(IActorRef Server);

    private sealed record Exited(int Index, int Code);

    private sealed record StartAgain(int Index);

    /// <summary>Set by Akka.</summary>
    public ITimerScheduler Timers { get; set; } = null!;

    /// <inheritdoc/>
    protected override void PreStart()
    {
        for (var index = 0; index < _children.Length; index++) Start(index);
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
                if (!_isClosing) Start(again.Index);
                break;
            case ProcessLost { Process.IsChild: true, IsGraceful: false } lost: // it may be paused or cut off; its work is no longer used
                Array.Find(_children, child => child?.Id == lost.Process.Id)?.Kill();
                break;
            case EndWithoutProcesses end:
                _server = end.Server;
                EndIfTooFew();
                break;
            case Gate.Close:
                _isClosing = true;
                break;
            default:
                break; // facts for other observers
        }
    }

    private void Start(int index)
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
            StartLater(index, $"it could not be started: {cause.Message}");
            return;
        }
        _children[index] = child;
        _gate.Tell(new Gate.ChildStarted(child.Id, child.Key)); // before the child is told where to join
        foreach (var line in _settings.Lines.Skip(early is null ? 0 : 1)) child.Tell(line);
        child.Exited.PipeTo(Self, success: code => new Exited(index, code));
        Tell(new ProcessStarted(child.Id, _starts[index]++, _last[index]));
        _last[index] = child.Id;
    }

    private void OnExited(Exited exited)
    {
        var (index, child) = (exited.Index, _children[exited.Index]!);
        var why = $"it ended with exit code {exited.Code}" + (child.LastError is { } error ? $": {error}" : "");
        _gate.Tell(new Gate.ProcessEnded(child.Id, why));
        child.Dispose();
        _children[index] = null;
        if (_isClosing) return;
        if (_settings.FinalExitCodes.Contains(exited.Code)) GiveUp(index, why);
        else StartLater(index, why);
    }

    private void StartLater(int index, string why)
    {
        if (_restarts.TryTake(index, Context.System.Scheduler.MonotonicClock) is { } delay)
            Timers.StartSingleTimer(index, new StartAgain(index), delay);
        else GiveUp(index, why);
    }

    private void GiveUp(int index, string why)
    {
        Tell(new ProcessGivenUp(_last[index], why));
        (_givenUp, _why) = (_givenUp + 1, why);
        EndIfTooFew();
    }

    private void EndIfTooFew()
    {
        var left = _children.Length - _givenUp;
        if (left < _settings.MinProcesses) _server?.Tell(new GiveUpTraining($"{left} worker processes remain; of the last one: {_why}"));
    }

    private void Tell(object fact)
    {
        foreach (var observer in _observers) observer.Tell(fact);
    }
}

/// <summary>The worker processes that a launcher starts.</summary>
public sealed record LauncherSettings
{
    /// <summary>The number of processes.</summary>
    public required int Processes { get; init; }

    /// <summary>Returns the command for a process; called for each start.</summary>
    public required Func<ProcessStartInfo> Command { get; init; }

    /// <summary>Processes that have been started already and told the first line; null for none. Default: null.</summary>
    public PrestartedProcesses? Early { get; init; }

    /// <summary>The lines to write to a process once it has started. Default: none.</summary>
    public IReadOnlyList<string> Lines { get; init; } = [];

    /// <summary>The most restarts within ten minutes, of all processes together. Default: 10.</summary>
    public int MaxRestarts { get; init; } = 10;

    /// <summary>The number of processes that the training needs. Default: 1.</summary>
    public int MinProcesses { get; init; } = 1;

    /// <summary>Exit codes after which a process is not restarted: it would end the same way, or was asked to end. Default: none.</summary>
    public IReadOnlySet<int> FinalExitCodes { get; init; } = new HashSet<int>();
}

/// <summary>
/// Decides whether and when a worker process that has ended is restarted. Only the restarts of the last ten minutes count: the launcher
/// gives up on processes that keep ending, but not because of rare losses in a long training. Knows no actors.
/// </summary>
/// <param name="max">The most restarts within ten minutes, of all processes together.</param>
internal sealed class Restarts(int max)
{
    /// <summary>The time for which a restart counts.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(10);

    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(100), MaxDelay = TimeSpan.FromSeconds(5);

    private readonly Queue<(int Index, TimeSpan At)> _recent = [];

    /// <summary>Takes a restart, if there are any left.</summary>
    /// <param name="index">The index of the process that has ended, or could not be started.</param>
    /// <param name="now">The time of any monotonic clock.</param>
    /// <returns>The delay before the restart: none the first time, then 0.1 s, then doubled each time up to 5 s. Null for no restart.</returns>
    public TimeSpan? TryTake(int index, TimeSpan now)
    {
        while (_recent.TryPeek(out var oldest) && now - oldest.At >= Window) _recent.Dequeue();
        if (_recent.Count >= max) return null;
        var before = _recent.Count(restart => restart.Index == index);
        _recent.Enqueue((index, now));
        if (before == 0) return TimeSpan.Zero;
        var delay = FirstDelay * Math.Pow(2, Math.Min(before - 1, 10));
        return delay < MaxDelay ? delay : MaxDelay;
    }
}
