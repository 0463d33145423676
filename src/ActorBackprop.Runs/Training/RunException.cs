namespace ActorBackprop.Runs.Training;

/// <summary>A run cannot go on, for a reason the user can do something about.</summary>
/// <param name="code">What the program ends with.</param>
/// <param name="sentence">What, where, and what to do.</param>
public sealed class RunException(ExitCode code, string sentence) : Exception(sentence)
{
    /// <summary>What the program ends with.</summary>
    public ExitCode Code => code;
}
