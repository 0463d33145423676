using ActorBackprop.Configuration;
using ActorBackprop.Configuration.Tests;

namespace ActorBackprop.Runs.Tests.Training.Processes;

public sealed class AgreementTests
{
    /// <summary>Settings that leave the bits as they are; each other one changes them.</summary>
    private static readonly HashSet<string> Harmless = ["workers", "servers", "measureValidation", "data", "checkpointEverySteps", "partTimeoutSeconds"];

    private static readonly string Default = ResolvedConfiguration.Sha256Of(new TrainingSettings());

    [Fact]
    public void The_settings_hash_changes_exactly_with_settings_that_change_the_bits()
    {
        Assert.Matches("^[0-9a-f]{64}$", Default);
        Assert.All(EachSetting.All, each =>
        {
            var hash = ResolvedConfiguration.Sha256Of(each.Expected);
            if (Harmless.Contains(each.Key)) Assert.Equal(Default, hash);
            else Assert.NotEqual(Default, hash);
        });
        var changed = EachSetting.All.Where(each => !Harmless.Contains(each.Key)).Select(each => ResolvedConfiguration.Sha256Of(each.Expected)).ToList();
        Assert.Equal(changed.Count, changed.Distinct().Count());
    }

    [Fact]
    public void The_settings_hash_is_the_same_after_they_have_been_sent_and_read()
    {
        Assert.All(EachSetting.All, each =>
        {
            var key = each.Set.Split('|');
            var resolved = ResolvedConfiguration.Resolve(null, new Dictionary<string, string>(),
                key.Select(set => new Assignment(set.Split('=')[0], set.Split('=')[1], "--set")));
            Assert.Equal(ResolvedConfiguration.Sha256Of(each.Expected), ResolvedConfiguration.Sha256Of(ResolvedConfiguration.FromJson(resolved.ToJson(), "a test")));
        });
    }

    [Fact]
    public void The_last_bit_of_a_number_changes_the_settings_hash() => Assert.NotEqual(
        ResolvedConfiguration.Sha256Of(new TrainingSettings { LearningRate = 0.1f }),
        ResolvedConfiguration.Sha256Of(new TrainingSettings { LearningRate = MathF.BitIncrement(0.1f) }));

    [Fact]
    public void Another_default_is_for_what_nobody_has_given()
    {
        var untouched = Resolve();
        untouched.SetDefault(new Assignment("workers", "1", "--processes"));
        Assert.Equal((1, "--processes"), (untouched.Settings.Workers, untouched.Origins["workers"]));
        var given = Resolve(new Assignment("workers", "2", "--workers")); // the default, but somebody's wish
        given.SetDefault(new Assignment("workers", "1", "--processes"));
        Assert.Equal((2, "--workers"), (given.Settings.Workers, given.Origins["workers"]));
    }

    private static ResolvedConfiguration Resolve(params Assignment[] flags) => ResolvedConfiguration.Resolve(null, new Dictionary<string, string>(), flags);
}
