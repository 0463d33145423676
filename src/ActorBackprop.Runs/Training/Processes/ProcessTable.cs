using ActorBackprop.Cluster.Membership;

namespace ActorBackprop.Runs.Training.Processes;

/// <summary>Tracks the worker processes from the facts about them.</summary>
internal sealed class ProcessTable
{
    private const string Working = "working";

    private string? _notStarted; // why the last start failed; null after a successful start

    private readonly List<(ProcessIdentity Process, ProcessRow Row)> _rows = [];

    /// <summary>The processes that are present or were lost last, in order of arrival.</summary>
    public IReadOnlyList<ProcessRow> Rows => [.. _rows.Select(entry => entry.Row)];

    /// <summary>The maximum number of processes working at the same time.</summary>
    public int Max { get; private set; }

    /// <summary>The number of restarts.</summary>
    public int Restarts { get; private set; }

    /// <summary>Records a fact and returns a sentence about it; null if there is nothing new to say.</summary>
    public string? Take(object fact)
    {
        switch (fact)
        {
            case ProcessStarted started:
                if (started.Restarts > 0) Restarts++;
                _notStarted = null;
                _rows.RemoveAll(entry => entry.Process == ProcessIdentity.Child(started.Replaces));
                Set(ProcessIdentity.Child(started.Process), row => row with { State = "starting", Restarts = started.Restarts });
                return null;
            case ProcessJoined joined:
                Set(joined.Process, row => row with { State = Working, Workers = joined.Workers, Wire = joined.Wire });
                Max = Math.Max(Max, _rows.Count(entry => entry.Row.State == Working));
                return $"Process {joined.Process.Id} has joined with {Name(joined.Workers)}, over {Words(joined.Wire)}.";
            case WorkersAwaited awaited:
                return $"Waiting for workers: {awaited.Present} of {awaited.Expected} have joined.";
            case WireDegraded degraded:
                return $"Process {degraded.Process} sends its gradients over {Words(degraded.Wire)}: {degraded.Why}.";
            case ProcessLost lost:
                Set(lost.Process, row => row with { State = "lost" });
                return $"Process {lost.Process.Id} with {Name(lost.Workers)} was lost: {lost.Why}.";
            case ProcessRefused refused:
                return $"A process at {refused.Address} was refused: {refused.Why}.";
            case ProcessNotStarted not when not.Why == _notStarted:
                return null; // the start is retried many times
            case ProcessNotStarted not:
                _notStarted = not.Why;
                return $"A worker process could not be started: {not.Why}. The leader will try again.";
            case ProcessGivenUp { Process: 0 } given:
                return $"A worker process will not be restarted: {given.Why}.";
            case ProcessGivenUp given:
                Set(ProcessIdentity.Child(given.Process), row => row with { State = "given up" });
                return $"Process {given.Process} will not be restarted: {given.Why}.";
            default:
                return null;
        }
    }

    private void Set(ProcessIdentity process, Func<ProcessRow, ProcessRow> change)
    {
        var index = _rows.FindIndex(entry => entry.Process == process);
        if (index >= 0) _rows[index] = (process, change(_rows[index].Row));
        else _rows.Add((process, change(new ProcessRow(process.Id, "", [], 0, ""))));
    }

    private static string Name(IReadOnlyList<int> workers) =>
        workers.Count == 1 ? $"worker {workers[0]}" : $"workers {string.Join(", ", workers)}";

    private static string Words(string wire) => wire switch
    {
        "shared" => "shared memory",
        "tcp" => "TCP",
        _ => "Akka.Remote",
    };
}

/// <summary>A worker process, for display.</summary>
/// <param name="Process">The process id on its machine.</param>
/// <param name="State">starting, working, lost, or given up.</param>
/// <param name="Workers">The numbers of its workers; empty before it has joined.</param>
/// <param name="Restarts">The number of processes that it replaces.</param>
/// <param name="Wire">The wire: shared, tcp or akka; empty before it has joined.</param>
public sealed record ProcessRow(int Process, string State, IReadOnlyList<int> Workers, int Restarts, string Wire);
