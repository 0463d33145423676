using ActorBackprop.Cli.Commands;
using ActorBackprop.Testing;

namespace ActorBackprop.Cli.Tests.EndToEnd;

/// <summary>The digits that ship with the program, and the fingerprint everybody's machine must print.</summary>
public sealed class ShippedDigitsTests(SmallDigits digits) : IClassFixture<SmallDigits>
{
    [Fact]
    public async Task One_epoch_from_any_directory_gives_the_fingerprint_of_the_documentation()
    {
        var outcome = (await Actorbackprop.Run(["train", "--epochs", "1", "--json"], digits.Root)).Succeeded();
        Assert.Equal(DoctorCommand.OneEpochSha256, outcome.Weights);
        Assert.InRange(outcome.Last.GetProperty("testAccuracy").GetDouble(), 0.85, 1);
    }

    [Fact]
    public async Task The_doctor_finds_this_machine_well()
    {
        var outcome = (await Actorbackprop.Run(["doctor"], digits.Root)).Succeeded();
        Assert.Contains(DoctorCommand.OneEpochSha256, outcome.Output, StringComparison.Ordinal);
        Assert.Contains($"Cores        {Environment.ProcessorCount};", outcome.Output, StringComparison.Ordinal);
    }
}
