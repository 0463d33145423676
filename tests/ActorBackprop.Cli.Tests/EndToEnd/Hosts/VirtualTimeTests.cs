using ActorBackprop.Testing;

namespace ActorBackprop.Cli.Tests.EndToEnd.Hosts;

/// <summary>Simulated machines.</summary>
[Trait("Category", "Long")]
public sealed class VirtualTimeTests(SmallDigits digits) : TrainingSpecification(digits), IClassFixture<SmallDigits>
{
    protected override int[] Workers => [1, 4];

    protected override string Command(int workers) => $"simulate --workers {workers}";
}
