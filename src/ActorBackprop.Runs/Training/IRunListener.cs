using ActorBackprop.Actors.Messages;
using ActorBackprop.Runs.Files;
using ActorBackprop.Runs.Training.Processes;

namespace ActorBackprop.Runs.Training;

/// <summary>
/// Hears how a run goes: a terminal, a pipe, a test. Called by one thread at a time, not always the same. By default each method does
/// nothing.
/// </summary>
public interface IRunListener
{
    /// <summary>It begins.</summary>
    void Started(RunStart start)
    {
    }

    /// <summary>Some steps further; at most ten times a second. In virtual time: a step further, however short it is.</summary>
    void Progressed(StepCompleted progress)
    {
    }

    /// <summary>An epoch is done and measured.</summary>
    void EpochCompleted(EpochMetrics metrics)
    {
    }

    /// <summary>What is known of the worker processes has changed.</summary>
    void ProcessesChanged(IReadOnlyList<ProcessRow> processes)
    {
    }

    /// <summary>Something worth a sentence happened; the run goes on.</summary>
    void Remarked(string sentence)
    {
    }
}

/// <summary>A listener that does nothing.</summary>
internal sealed class NoListener : IRunListener
{
    /// <summary>It.</summary>
    public static readonly NoListener Instance = new();
}
