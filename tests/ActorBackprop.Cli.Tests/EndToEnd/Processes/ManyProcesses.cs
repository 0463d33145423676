namespace ActorBackprop.Cli.Tests.EndToEnd.Processes;

/// <summary>Tests that start several processes each: one after the other, when all others are done, since they share a few cores.</summary>
[CollectionDefinition(nameof(ManyProcesses), DisableParallelization = true)]
public sealed class ManyProcesses;
