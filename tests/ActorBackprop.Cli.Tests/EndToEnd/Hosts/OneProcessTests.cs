using ActorBackprop.Testing;

namespace ActorBackprop.Cli.Tests.EndToEnd.Hosts;

/// <summary>One process: the actors pass references.</summary>
public sealed class OneProcessTests(SmallDigits digits) : ResumedTrainingSpecification(digits), IClassFixture<SmallDigits>
{
    protected override int[] Workers => [1, 3];

    protected override string Command(int workers) => $"train --workers {workers}";
}
