namespace ActorBackprop.Runs.Training.Processes;

/// <summary>What all processes of a training have to agree on.</summary>
/// <param name="Configuration">The resolved settings, as their file.</param>
/// <param name="ConfigurationSha256">Of the settings that the bits depend on.</param>
/// <param name="DataSha256">Of the images.</param>
internal sealed record Agreement(string Configuration, string ConfigurationSha256, string DataSha256);
