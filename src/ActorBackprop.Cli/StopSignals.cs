using System.Runtime.InteropServices;
using ActorBackprop.Runs.Training;

namespace ActorBackprop.Cli;

/// <summary>Ctrl-C and SIGTERM: the first asks the run to end with a checkpoint, a second one ends the program at once.</summary>
internal sealed class StopSignals : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly PosixSignalRegistration[] _registrations;
    private int _received;

    /// <param name="isChild">Ctrl-C, which a terminal sends to a whole group of processes, is for the parent alone.</param>
    public StopSignals(bool isChild = false)
    {
        _registrations =
        [
            PosixSignalRegistration.Create(PosixSignal.SIGINT, signal => OnInterrupt(signal, isChild)),
            PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal => Received(signal, ExitCode.Terminated)),
        ];
    }

    /// <summary>Cancelled by the first signal.</summary>
    public CancellationToken Token => _stop.Token;

    /// <summary>What the program ends with because of it.</summary>
    public ExitCode Code { get; private set; } = ExitCode.Interrupted;

    public void Dispose()
    {
        foreach (var registration in _registrations) registration.Dispose();
        _stop.Dispose();
    }

    private void OnInterrupt(PosixSignalContext signal, bool isChild)
    {
        if (isChild) signal.Cancel = true;
        else Received(signal, ExitCode.Interrupted);
    }

    private void Received(PosixSignalContext signal, ExitCode code)
    {
        signal.Cancel = true; // ours to end, with a checkpoint
        if (Interlocked.Increment(ref _received) > 1) Environment.Exit((int)code);
        Code = code;
        _stop.Cancel();
    }
}
