namespace ActorBackprop.Runs.Checkpoints;

/// <summary>The header's __metadata__, in this order: the format allows texts only.</summary>
/// <param name="Sha256">See <see cref="Seal"/>; must come first.</param>
/// <param name="Format">The name and version of all this: <see cref="CurrentFormat"/>.</param>
/// <param name="State">A <see cref="CheckpointState"/> as JSON.</param>
/// <param name="Configuration">The run's configuration, as it came.</param>
internal sealed record CheckpointMetadata(string Sha256, string Format, string State, string Configuration)
{
    /// <summary>The format that is written, and the only one that is read.</summary>
    public const string CurrentFormat = "actorbackprop-checkpoint-1";
}
