using ActorBackprop.Runs;
using System.Runtime.InteropServices;

namespace ActorBackprop.Cli;

/// <summary>
/// The signals that ask a program to end: Ctrl-C, SIGTERM, a closed terminal, Ctrl-\. The first one asks the run to end with a
/// checkpoint. A second one ends the program at once.
/// </summary>
internal sealed class StopSignals : IDisposable
{
    // One wish may arrive as several signals: GNU timeout sends SIGTERM to the program and then to its group, `dotnet run` passes
    // on what its group gets as well, and a terminal that is closed sends SIGHUP after what the user pressed last.
    private static readonly TimeSpan OneWish = TimeSpan.FromSeconds(1);

    private static readonly (PosixSignal Signal, ExitCode Code, bool IsFromTerminal)[] Signals =
    [
        (PosixSignal.SIGINT, ExitCode.Interrupted, true),
        (PosixSignal.SIGTERM, ExitCode.Terminated, false),
        (PosixSignal.SIGHUP, ExitCode.HungUp, true),
        (PosixSignal.SIGQUIT, ExitCode.Quit, true),
    ];

    private readonly CancellationTokenSource _stop = new();
    private readonly PosixSignalRegistration[] _registrations;
    private readonly TimeProvider _clock;
    private readonly Action<ExitCode> _exit;
    private readonly Lock _lock = new();
    private long? _firstAt;

    /// <summary>Receives the process's signals.</summary>
    /// <param name="isChild">
    /// Whether the parent ends this process. A terminal sends its signals to the parent and its children alike: the children ignore them.
    /// </param>
    public StopSignals(bool isChild = false) : this(TimeProvider.System, static code => Environment.Exit((int)code)) =>
        _registrations =
        [
            .. Signals.Select(known => PosixSignalRegistration.Create(known.Signal, signal =>
            {
                signal.Cancel = true; // the system would end the process
                if (!isChild || !known.IsFromTerminal) Receive(known.Code);
            })),
        ];

    /// <summary>Receives no signals but those it is told of.</summary>
    /// <param name="clock">Tells how long ago the first signal came.</param>
    /// <param name="exit">Ends the program at once.</param>
    internal StopSignals(TimeProvider clock, Action<ExitCode> exit) => (_clock, _exit, _registrations) = (clock, exit, []);

    /// <summary>Cancelled by the first signal.</summary>
    public CancellationToken Token => _stop.Token;

    /// <summary>The exit code of the first signal. Default: <see cref="ExitCode.Interrupted"/>.</summary>
    public ExitCode Code { get; private set; } = ExitCode.Interrupted;

    public void Dispose()
    {
        foreach (var registration in _registrations) registration.Dispose();
        _stop.Dispose();
    }

    /// <summary>A signal has come.</summary>
    /// <param name="code">What a program ends with that this signal has ended.</param>
    internal void Receive(ExitCode code)
    {
        lock (_lock)
        {
            if (_firstAt is { } first)
            {
                if (_clock.GetElapsedTime(first) >= OneWish) _exit(code);
                return;
            }
            (_firstAt, Code) = (_clock.GetTimestamp(), code);
        }
        _stop.Cancel();
    }
}
