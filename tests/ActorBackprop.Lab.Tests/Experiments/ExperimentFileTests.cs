using ActorBackprop.Configuration;
using ActorBackprop.Lab.Experiments;
using ActorBackprop.Lab.Tests.Support;
using ActorBackprop.Runs.Training;
using ActorBackprop.Testing;

namespace ActorBackprop.Lab.Tests.Experiments;

/// <summary>What a file of an experiment comes to, and what is said of a bad one.</summary>
public sealed class ExperimentFileTests(SmallDigits digits) : IClassFixture<SmallDigits>
{
    public static TheoryData<string> Shipped => [.. ExperimentFile.Names];

    [Theory, MemberData(nameof(Shipped))]
    public void An_experiment_that_ships_makes_runs_and_says_what_it_asks(string name)
    {
        var experiment = ExperimentFile.Find(name);
        Assert.NotEmpty(experiment.Title);
        Assert.NotEmpty(experiment.About);
        Assert.NotEmpty(Swept.Points(experiment));
        if (experiment.Published.Count > 0) Assert.NotEmpty(experiment.Source);
        // Each published figure is about some of the runs.
        Assert.All(experiment.Published, figure => Assert.Contains(Swept.Points(experiment), point => figure.Where.All(value =>
            Setting.All.Single(setting => setting.Key == value.Key).TextOf(point.Configuration.Settings) == value.Text)));
    }

    [Fact]
    public void A_grid_has_every_value_with_every_other_and_a_zip_one_by_one()
    {
        var experiment = Swept.Experiment(digits, """
            { "grid": { "workers": [1, 2], "epochs": [3, 4] }, "zip": { "minibatch": [10, 20], "learningRate": [1, 2] }, "seeds": [7, 8] }
            """);
        var runs = Swept.Points(experiment).Select(point => point.Configuration.Settings)
            .Select(s => (s.Workers, s.Epochs, s.Minibatch, s.LearningRate, s.Seed));
        Assert.Equal(
            [
                (1, 3, 10, 1f, 7ul), (1, 3, 10, 1f, 8ul), (1, 3, 20, 2f, 7ul), (1, 3, 20, 2f, 8ul),
                (1, 4, 10, 1f, 7ul), (1, 4, 10, 1f, 8ul), (1, 4, 20, 2f, 7ul), (1, 4, 20, 2f, 8ul),
                (2, 3, 10, 1f, 7ul), (2, 3, 10, 1f, 8ul), (2, 3, 20, 2f, 7ul), (2, 3, 20, 2f, 8ul),
                (2, 4, 10, 1f, 7ul), (2, 4, 10, 1f, 8ul), (2, 4, 20, 2f, 7ul), (2, 4, 20, 2f, 8ul),
            ], runs);
    }

    [Fact]
    public void A_list_is_taken_as_it_is_and_each_seed_is_repeated()
    {
        var experiment = Swept.Experiment(digits, """
            { "settings": { "epochs": 1 }, "list": [{ "workers": 2 }, { "host": "simulate", "level": "rack", "epochs": 2 }], "repeats": 2 }
            """);
        var points = Swept.Points(experiment);
        Assert.Equal(["workers-2_s1_r1", "workers-2_s1_r2"], points.Take(2).Select(point => point.Name));
        Assert.Equal(4, points.Count);
        Assert.Equal((SweepHost.Simulate, "Rack at 10 Gb/s", 2), (points[2].Host, points[2].Level?.Title, points[2].Configuration.Settings.Epochs));
        Assert.Equal(8, points[2].Configuration.Settings.Workers); // the level's
    }

    [Fact]
    public void An_experiment_overrides_the_environment_and_flags_override_both()
    {
        var experiment = Swept.Experiment(digits, """{ "settings": { "epochs": 4 }, "grid": { "workers": [1] } }""");
        var environment = new Dictionary<string, string> { ["ACTORBP_EPOCHS"] = "9", ["ACTORBP_MINIBATCH"] = "30" };
        var settings = Assert.Single(Points.Of(experiment, null, environment, [])).Configuration.Settings;
        Assert.Equal((4, 30), (settings.Epochs, settings.Minibatch));
        var flagged = Assert.Single(Points.Of(experiment, null, environment, [new("epochs", "5", "--epochs")])).Configuration.Settings;
        Assert.Equal(5, flagged.Epochs);
    }

    [Theory]
    [InlineData("{ \"grid\": { \"wrokers\": [1] } }", "(1,13): unknown key \"wrokers\"; did you mean \"workers\"?")]
    [InlineData("{\n \"grid\": { \"workers\": [1, 0] } }", "(2,27): workers: expected a whole number from 1 to 100000, found 0.")]
    [InlineData("{ \"grid\": { \"workers\": 1 } }", "(1,24): workers: expected an array of 1 to 10000 values, found 1.")]
    [InlineData("{ \"gird\": {} }", "(1,3): unknown key \"gird\"; did you mean \"grid\"?")]
    [InlineData("{ \"zip\": { \"workers\": [1, 2], \"epochs\": [1] } }", "(1,42): zip: expected 2 values of epochs, as workers has, found 1.")]
    [InlineData("{ \"grid\": { \"workers\": [1] }, \"list\": [{ \"workers\": 2 }] }",
        "(1,53): expected workers to vary in one of grid, zip and list, found it in two, first at FILE(1,25).")]
    [InlineData("{ \"seeds\": \"1..x\" }", "(1,12): expected seeds, as in 1..5 or 1,2,3, at most 1000 of them, found 1..x.")]
    [InlineData("{ \"host\": \"cloud\" }", "(1,11): host: expected train, sequential or simulate, found \"cloud\".")]
    [InlineData("{ \"published\": [{}] }", "(1,17): published: expected the key \"value\", found none.")]
    [InlineData("{ \"published\": [{ \"measure\": \"test-error\", \"value\": 101 }] }", "(1,53): value: expected a number from 0 to 100, found 101.")]
    [InlineData("{ \"published\": [{ \"value\": 87, \"measure\": \"epochs-to-target\" }] }",
        ": published: epochs-to-target needs the key \"target\", found none.")]
    public void A_bad_file_is_one_sentence_with_the_place(string text, string sentence)
    {
        var path = digits.At("bad.jsonc");
        File.WriteAllText(path, text);
        var failure = Assert.Throws<ConfigurationException>(() => ExperimentFile.Find(path));
        Assert.Equal(path + sentence.Replace("FILE", path, StringComparison.Ordinal), failure.Message);
    }

    [Fact]
    public void A_flag_for_what_the_sweep_varies_is_refused()
    {
        var experiment = Swept.Experiment(digits, """{ "grid": { "workers": [1, 2] }, "seeds": "1..2" }""");
        Assert.Equal("--workers: the sweep itself varies workers; leave it out.",
            Assert.Throws<RunException>(() => Swept.Points(experiment, new Assignment("workers", "3", "--workers"))).Message);
        Assert.Equal(RunFault.SeedVaries,
            Assert.Throws<RunException>(() => Swept.Points(experiment, new Assignment("seed", "3", "--seed"))).Fault);
    }

    [Fact]
    public void Flags_make_the_experiment_that_a_file_would()
    {
        var flags = SweptByFlags.Experiment([Assignment.Parse("workers=1,2"), Assignment.Parse("layers=64-12-10,64-5-10")]);
        var file = Swept.Experiment(digits, """{ "grid": { "workers": [1, 2], "layers": [[64, 12, 10], [64, 5, 10]] } }""");
        Assert.Equal(Swept.Points(file).Select(point => point.Name), Swept.Points(flags).Select(point => point.Name));
        Assert.Equal("sweep-workers-layers", flags.Name);
    }
}
