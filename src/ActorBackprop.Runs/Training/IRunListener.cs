using ActorBackprop.Actors.Messages;
using ActorBackprop.Runs.Files;
using ActorBackprop.Runs.Training.Processes;

namespace ActorBackprop.Runs.Training;

/// <summary>Receives the progress of a run. Called by one thread at a time, not always the same one. By default each method does nothing.</summary>
public interface IRunListener
{
    /// <summary>Called when the run begins.</summary>
    void Started(RunStart start)
    {
    }

    /// <summary>Called after some steps, at most ten times per second; in virtual time, after every step.</summary>
    void Progressed(StepCompleted progress)
    {
    }

    /// <summary>Called when an epoch is completed and evaluated.</summary>
    void EpochCompleted(EpochMetrics metrics)
    {
    }

    /// <summary>Called when the state of a worker process changes.</summary>
    void ProcessesChanged(IReadOnlyList<ProcessRow> processes)
    {
    }

    /// <summary>Called with a sentence for the user; the run continues.</summary>
    void Remarked(string sentence)
    {
    }
}

/// <summary>A listener that does nothing.</summary>
internal sealed class NoListener : IRunListener
{
    /// <summary>The only instance.</summary>
    public static readonly NoListener Instance = new();
}
