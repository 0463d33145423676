using ActorBackprop.Cli.Sweeping;
using ActorBackprop.Configuration;
using ActorBackprop.Lab.Collecting;
using ActorBackprop.Lab.Experiments;
using ActorBackprop.Lab.Sweeping;
using ActorBackprop.Runs;

namespace ActorBackprop.Cli.Tests.Sweeping;

/// <summary>The last lines of a sweep count as done only the runs that did not fail.</summary>
public sealed class SweepSentencesTests
{
    [Theory]
    [InlineData(3, 0, 0, "Done: 3 runs, 2.8 s.")]
    [InlineData(3, 0, 3, "Done: 3 runs, 3 of them kept from before, 2.8 s.")]
    [InlineData(3, 2, 0, "Done: 1 of 3 runs; 2 failed, 2.8 s.")]
    [InlineData(3, 2, 2, "Done: 1 of 3 runs; 2 failed; 2 kept, 2.8 s.")]
    [InlineData(1, 1, 0, "Done: 0 of 1 run; 1 failed, 2.8 s.")]
    public void A_sweep_that_ends_says_how_many_of_its_runs_failed(int runs, int failed, int kept, string expected) =>
        Assert.Equal([expected, "See: actorbackprop report runs/some"], SweepSentences.Ending(Swept(runs, runs, failed, kept)));

    [Theory]
    [InlineData(0, "Stopped after 2 of 3 runs. Run the same command to continue.")]
    [InlineData(1, "Stopped after 2 of 3 runs; 1 failed. Run the same command to continue.")]
    public void A_sweep_that_was_stopped_says_so_too(int failed, string expected) =>
        Assert.Equal([expected], SweepSentences.Ending(Swept(3, 2, failed, 0) with { StoppedWith = ExitCode.Interrupted }));

    [Fact]
    public void A_failure_names_the_exit_code_that_the_documents_list() =>
        Assert.Equal(["s1 failed (exit code 2): it has thesis.txt."], SweepSentences.Failures(Swept(2, 2, 1, 0)));

    private static SweepResult Swept(int points, int ended, int failed, int kept)
    {
        var all = Enumerable.Range(1, points).Select(number => new Point
        {
            Name = $"s{number}",
            Values = [],
            Configuration = ResolvedConfiguration.Resolve(null, new Dictionary<string, string>(), []),
        }).ToList();
        var runs = all.Take(ended).Select((point, i) => i < failed
            ? new SweptRun(i + 1, point, RunState.Failed, ExitCode.Usage, "it has thesis.txt.", i < kept, null)
            : new SweptRun(i + 1, point, RunState.Finished, ExitCode.Ok, "", i < kept, null)).ToList();
        return new(new(new Experiment { Name = "some" }, all, "runs/some"), runs, TimeSpan.FromSeconds(2.8), null);
    }
}
