namespace ActorBackprop.Learning.Training;

/// <summary>The parameters of a training as they are now, whatever its steps are made of.</summary>
public interface ICurrentParameters
{
    /// <summary>Steps taken: the version of <see cref="Parameters"/>.</summary>
    long Steps { get; }

    /// <summary>The current version. Not written again: a step writes the next one elsewhere.</summary>
    Memory<float> Parameters { get; }
}
