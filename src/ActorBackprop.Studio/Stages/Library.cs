using ActorBackprop.Learning.Data;
using ActorBackprop.Learning.Training;

namespace ActorBackprop.Studio.Stages;

/// <summary>The plan of a training and the images it is about.</summary>
/// <param name="plan">The plan.</param>
/// <param name="data">The images.</param>
public sealed class Library(TrainingPlan plan, DataSets data)
{
    /// <summary>The plan.</summary>
    public TrainingPlan Plan => plan;

    /// <summary>The images the network is judged by.</summary>
    public Dataset Test => data.Test;

    private readonly Lazy<InputFormat> _inputs = new(() => InputFormat.Of(data.Training));

    /// <summary>What the images are like.</summary>
    public InputFormat Inputs => _inputs.Value;

    /// <summary>The images it is trained on.</summary>
    public Dataset Training => data.Training;
}
