using System.Runtime.InteropServices;
using ActorBackprop.Runs;

namespace ActorBackprop.Cli;

/// <summary>
/// Handles the signals that stop a program: Ctrl-C, SIGTERM, a closed terminal, Ctrl-\. The first signal stops the run with a checkpoint;
/// a second one ends the program at once.
/// </summary>
internal sealed class StopSignals : IDisposable
{
    // One request may arrive as several signals: GNU timeout sends SIGTERM to the program and then to its group, `dotnet run` forwards
    // the signals of its group, and a closed terminal sends SIGHUP after Ctrl-C.
    private static readonly TimeSpan SameRequest = TimeSpan.FromSeconds(1);

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
    /// Whether a parent ends this process. A terminal sends its signals to the parent and its children; the children ignore them.
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

    /// <summary>Receives only the signals passed to <see cref="Receive"/>.</summary>
    /// <param name="clock">Tells the time between signals.</param>
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

    /// <summary>Handles a signal.</summary>
    /// <param name="code">The exit code of a program that this signal stops.</param>
    internal void Receive(ExitCode code)
    {
        lock (_lock)
        {
            if (_firstAt is { } first)
            {
                if (_clock.GetElapsedTime(first) >= SameRequest) _exit(code);
                return;
            }
            (_firstAt, Code) = (_clock.GetTimestamp(), code);
        }
        _stop.Cancel();
    }
}
