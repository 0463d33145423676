namespace ActorBackprop.Cli.Tests.Commands;

/// <summary>The tests that catch the console's streams: not beside others.</summary>
[CollectionDefinition(nameof(OneConsole), DisableParallelization = true)]
public sealed class OneConsole;
