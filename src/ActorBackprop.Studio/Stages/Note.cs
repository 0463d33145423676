namespace ActorBackprop.Studio.Stages;

/// <summary>A line among what happened.</summary>
/// <param name="At">When, in seconds of virtual time or of training time.</param>
/// <param name="What">What happened, in a word.</param>
/// <param name="Where">To whom.</param>
public sealed record Note(double At, string What, string Where);
