using ActorBackprop.Testing;

namespace ActorBackprop.Cli.Tests.EndToEnd.Hosts;

/// <summary>A process for each worker.</summary>
[Trait("Category", "Long")]
[Collection(nameof(Processes.ManyProcesses))]
public sealed class ManyProcessesTests(SmallDigits digits) : ResumedTrainingSpecification(digits), IClassFixture<SmallDigits>
{
    protected override int[] Workers => [3, 4];

    protected override string Command(int workers) => $"train --processes {workers} --workers 1";
}
