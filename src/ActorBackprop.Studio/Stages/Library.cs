using ActorBackprop.Learning.Data;
using ActorBackprop.Learning.Training;
using ActorBackprop.Runs.Configuration;
using ActorBackprop.Runs.Training;

namespace ActorBackprop.Studio.Stages;

/// <summary>The plan of a training and the images it is about; read when first asked for.</summary>
public sealed class Library
{
    private readonly Lazy<(TrainingPlan Plan, DataSets Data)> _prepared;

    /// <summary>Those of some settings.</summary>
    public Library(TrainingSettings settings) : this(() => TrainingRun.Prepare(settings))
    {
    }

    /// <summary>Those that somebody else reads.</summary>
    public Library(Func<(TrainingPlan Plan, DataSets Data)> prepare) => _prepared = new(prepare);

    /// <summary>Begins to read, so that the first who asks does not wait.</summary>
    public void Warm() => Task.Run(() => _prepared.Value);

    /// <summary>The plan.</summary>
    public TrainingPlan Plan => _prepared.Value.Plan;

    /// <summary>The images the network is judged by.</summary>
    public Dataset Test => _prepared.Value.Data.Test;

    /// <summary>The images it is trained on.</summary>
    public Dataset Training => _prepared.Value.Data.Training.Slice(0, Plan.Samples);
}
