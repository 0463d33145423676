using ActorBackprop.Lab.Collecting;
using ActorBackprop.Lab.Experiments;
using ActorBackprop.Lab.Reporting;
using ActorBackprop.Lab.Reporting.Pages;
using ActorBackprop.Lab.Tests.Support;
using ActorBackprop.Runs;
using ActorBackprop.Testing;

namespace ActorBackprop.Lab.Tests.Sweeping;

/// <summary>Damaged runs with a report beside their files: a sweep runs them again, and deletes no file of the user's.</summary>
public sealed class ReportedRunTests(SmallDigits digits) : IClassFixture<SmallDigits>
{
    private static readonly string[] Reports = ["report.csv", "report.html", "report.md", "report.runs.csv"];

    [Fact]
    public void A_run_that_was_reported_and_then_damaged_is_run_again()
    {
        var (experiment, run, weights) = Damaged("reported");
        var again = Assert.Single(Swept.Run(digits, experiment, "reported").Runs);
        Assert.Equal((RunState.Finished, weights), (again.State, again.Summary!.Record.WeightsSha256));
        Assert.All(Reports, name => Assert.False(File.Exists(Path.Combine(run, name))));
    }

    [Theory, InlineData("report.html"), InlineData("report.md"), InlineData("report.csv"), InlineData("report.runs.csv")]
    public void A_file_that_only_has_the_name_of_a_report_is_left_alone(string name)
    {
        var (experiment, run, _) = Damaged($"mine-{name}");
        File.WriteAllText(Path.Combine(run, name), "run, mine"); // shorter than a report's beginning, and as long
        Refused();
        File.WriteAllText(Path.Combine(run, name), new string('x', 2000));
        Refused();
        File.Move(Path.Combine(run, name), Path.Combine(run, "page" + Path.GetExtension(name)));
        Refused("page" + Path.GetExtension(name));

        void Refused(string? foreign = null)
        {
            var before = Directory.GetFiles(run).Where(file => Path.GetFileName(file) != "lock").Order().ToList();
            var again = Assert.Single(Swept.Run(digits, experiment, $"mine-{name}").Runs);
            Assert.Contains($"it contains {foreign ?? name}, which no run creates", again.Why, StringComparison.Ordinal);
            Assert.Equal((RunState.Failed, ExitCode.Usage), (again.State, again.Code));
            Assert.Equal(before, Directory.GetFiles(run).Where(file => Path.GetFileName(file) != "lock").Order());
        }
    }

    /// <summary>A sweep's only run, reported on in its own directory, that lost its settings before it learned anything.</summary>
    private (Experiment Experiment, string Run, string Weights) Damaged(string name)
    {
        var experiment = Swept.Experiment(digits, """{ "host": "sequential", "settings": { "epochs": 1 }, "seeds": [1] }""");
        var whole = Assert.Single(Swept.Run(digits, experiment, name).Runs);
        var run = Path.Combine(digits.At(name), whole.Point.Name);
        ReportFiles.Write(Path.Combine(run, ReportFiles.PageName), Report.Of(RunSet.Open(run)));
        Assert.All(Reports, report => Assert.True(File.Exists(Path.Combine(run, report))));
        Directory.Delete(Path.Combine(run, "checkpoints"), recursive: true);
        File.WriteAllText(Path.Combine(run, "metrics.jsonl"), "");
        var record = Path.Combine(run, "run.json");
        File.WriteAllText(record, File.ReadAllText(record).Replace("\"exitCode\": 0", "\"exitCode\": null", StringComparison.Ordinal));
        File.Delete(Path.Combine(run, "config.resolved.json"));
        return (experiment, run, whole.Summary!.Record.WeightsSha256!);
    }
}
