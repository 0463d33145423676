using ActorBackprop.Cli.Tests.Commands;
using ActorBackprop.Runs;
using ActorBackprop.Testing;

namespace ActorBackprop.Cli.Tests.EndToEnd;

/// <summary>Sweeps, and what is made of their runs, as one would type them.</summary>
[Collection(nameof(OneConsole))]
public sealed class SweepTests(SmallDigits digits) : IClassFixture<SmallDigits>
{
    [Fact, Trait("Category", "Long")]
    public async Task A_sweep_is_reported_and_listed_and_kept_when_run_again()
    {
        var events = (await Actorbackprop.Run(Sweep("whole"))).Succeeded().Events;
        Assert.Equal(["workers-1_s1", "workers-1_s2", "workers-2_s1", "workers-2_s2"], events[..4].Select(line => Outcome.Text(line, "run")));
        Assert.All(events[..4], line => Assert.Equal("run-finished", Outcome.Text(line, "event")));
        // Workers change the speed, never the answer.
        Assert.Equal(Outcome.Text(events[0], "weightsSha256"), Outcome.Text(events[2], "weightsSha256"));
        Assert.Equal("sweep-completed", Outcome.Text(events[4], "event"));

        var again = (await Actorbackprop.Run(Sweep("whole"))).Succeeded();
        Assert.All(again.Events[..4], line => Assert.True(line.GetProperty("kept").GetBoolean()));
        Assert.Equal(4, again.Last.GetProperty("kept").GetInt32());

        var listed = (await Actorbackprop.Run(["runs", "list", digits.At("whole"), "--json"])).Succeeded().Events;
        Assert.Equal(events[..4].Select(line => Outcome.Text(line, "weightsSha256")), listed.Select(line => Outcome.Text(line, "weightsSha256")));
        var compared = (await Actorbackprop.Run(
            ["runs", "compare", Path.Combine(digits.At("whole"), "workers-1_s1"), Path.Combine(digits.At("whole"), "workers-2_s1")])).Succeeded();
        Assert.Contains(compared.Lines, line => line.StartsWith("workers ", StringComparison.Ordinal));

        var report = await Actorbackprop.Run(["report", digits.At("whole"), "--out", digits.At("page.html")]);
        Assert.Equal(0, report.ExitCode);
        Assert.Contains("groups have fewer than 5 seeds", report.Error, StringComparison.Ordinal);
        Assert.All([".html", ".md", ".csv"], extension => Assert.True(File.Exists(digits.At("page" + extension))));
    }

    [Fact]
    public async Task A_sweep_with_a_run_that_fails_ends_with_its_exit_code_and_its_sentence()
    {
        string[] arguments = [.. Sweep("failing"), "--activation", "relu", "--sweep", "learningRate=0.5,1e30"];
        var outcome = await Actorbackprop.Run(arguments);
        Assert.Equal((int)ExitCode.Diverged, outcome.ExitCode);
        Assert.Equal((8, 4), (outcome.Last.GetProperty("runs").GetInt32(), outcome.Last.GetProperty("failed").GetInt32()));
        Assert.Contains("failed (exit code 4): the gradient of step 1 is not finite.", outcome.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("sweep", "sweep: expected an experiment")]
    [InlineData("sweep scalling", "scalling: there is neither an experiment nor a file of this name; did you mean \"scaling\"?")]
    [InlineData("sweep scaling --sweep workers=1", "--sweep is for sweeps without a file")]
    [InlineData("sweep scaling --workers 3", "--workers: the sweep itself varies workers")]
    [InlineData("sweep --sweep workers", "--sweep workers: expected key=value, as in epochs=10.")]
    [InlineData("sweep --sweep wrokers=1,2", "--sweep wrokers=1,2: unknown key \"wrokers\"; did you mean \"workers\"?")]
    [InlineData("report nowhere", "nowhere: there is no such directory.")]
    public void A_wrong_sweep_is_refused_with_one_sentence(string arguments, string beginning) =>
        Assert.StartsWith(beginning, Actorbackprop.RunHere(Actorbackprop.Split(arguments)).Failed(ExitCode.Usage), StringComparison.Ordinal);

    private string[] Sweep(string name) =>
    [
        "sweep", "--data", digits.Data, "--layers", SmallDigits.Layers, "--json", "--out", digits.At(name), "--epochs", "2",
        "--sweep", "workers=1,2", "--seeds", "1..2",
    ];
}
