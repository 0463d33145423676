using ActorBackprop.Runs.Training;

namespace ActorBackprop.Studio.Stages;

/// <summary>A stage of a run that is going on: told how it goes, and how it ended.</summary>
public interface IRunStage : IRunListener
{
    /// <summary>The run is over, its files are written.</summary>
    void Ended(RunResult result);
}
