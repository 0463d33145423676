using ActorBackprop.Configuration;
using ActorBackprop.Lab.Collecting;
using ActorBackprop.Lab.Experiments;
using ActorBackprop.Lab.Sweeping;
using ActorBackprop.Lab.Tests.Support;
using ActorBackprop.Runs;
using ActorBackprop.Runs.Files;
using ActorBackprop.Runs.Training;
using ActorBackprop.Testing;

namespace ActorBackprop.Lab.Tests.Sweeping;

/// <summary>Whole sweeps, over a data set that a run takes some milliseconds for.</summary>
public sealed class SweepTests(SmallDigits digits) : IClassFixture<SmallDigits>
{
    private const string Four = """
        { "title": "Four", "settings": { "epochs": 3 }, "list": [{ "workers": 2 }, { "host": "simulate", "workers": 3 }], "seeds": [1, 2] }
        """;

    [Fact]
    public void Each_run_has_its_own_directory_and_the_weights_of_a_single_run()
    {
        var listener = new Quiet();
        var result = Swept.Run(digits, Swept.Experiment(digits, Four), "own", listener);
        Assert.Equal((ExitCode.Ok, 4, 0), (result.ExitCode, result.Runs.Count, result.Failed.Count()));
        Assert.Equal(result.Runs.Select(run => run.Point.Name), listener.Ended.Select(run => run.Point.Name));
        // Workers change the speed only: by seed, the simulated ones have the weights of the real ones.
        var hashes = result.Runs.Select(run => run.Summary!.Record.WeightsSha256!).ToList();
        Assert.Equal((hashes[0], hashes[1]), (hashes[2], hashes[3]));
        Assert.NotEqual(hashes[0], hashes[1]);
        Assert.All(result.Runs, run =>
            Assert.Equal(3, new MetricsFile(Path.Combine(digits.At("own"), run.Point.Name, "metrics.jsonl")).Read().Count));
        Assert.Equal(1, listener.Progress[^1].Done, 6);
        Assert.Equal(listener.Progress.Select(one => one.Done).Order(), listener.Progress.Select(one => one.Done));
    }

    [Fact]
    public void Run_again_in_the_same_directory_it_keeps_what_is_there()
    {
        var experiment = Swept.Experiment(digits, Four);
        Swept.Run(digits, experiment, "again");
        var times = Files("again").Select(File.GetLastWriteTimeUtc).ToList();
        var again = Swept.Run(digits, experiment, "again");
        Assert.All(again.Runs, run => Assert.True(run.IsKept));
        Assert.Equal(times, Files("again").Select(File.GetLastWriteTimeUtc));
        // More of the same is no other sweep.
        var more = Swept.Run(digits, experiment with { Seeds = [1, 2, 3] }, "again");
        Assert.Equal((6, 4), (more.Runs.Count, more.Runs.Count(run => run.IsKept)));
    }

    [Fact]
    public void A_stopped_sweep_continues_to_the_runs_of_the_undisturbed_sweep()
    {
        var experiment = Swept.Experiment(digits, Four.Replace("\"epochs\": 3", "\"epochs\": 40", StringComparison.Ordinal));
        var whole = Swept.Run(digits, experiment, "whole");
        foreach (var at in new[] { 1, 3 }) // a real run, a simulated one
        {
            using var stop = new CancellationTokenSource();
            var directory = $"stopped-{at}";
            var stopped = Swept.Run(digits, experiment, directory, new Quiet(progress =>
            {
                if (progress.Run == at && progress.Done > (at - 0.9) / 4) stop.Cancel();
            }), stop.Token);
            Assert.Equal((ExitCode.Interrupted, at - 1), (stopped.ExitCode, stopped.Runs.Count));
            var resumed = Swept.Run(digits, experiment, directory);
            Assert.Equal(whole.Runs.Select(WithoutTimes), resumed.Runs.Select(WithoutTimes));
        }
    }

    [Fact]
    public void A_sweep_over_seeds_alone_names_the_run_in_each_remark()
    {
        var listener = new Quiet();
        var small = Swept.Experiment(digits, """{ "settings": { "epochs": 1 } }""");
        var swept = Swept.Run(digits, SweptByFlags.Experiment([]) with { Seeds = [1, 2, 3], Shared = small.Shared }, "seeds", listener);
        Assert.Equal(["s1", "s2", "s3"], swept.Runs.Select(run => run.Point.Name));
        Assert.All(swept.Runs, run => Assert.Equal(RunState.Finished, run.State));
        var progress = new ProgressReporter(listener, "s2", _ => throw new InvalidOperationException("nothing was done"));
        progress.Remarked("It is at chance.");
        Assert.Equal("s2: It is at chance.", listener.Remarks[^1]);
    }

    [Theory, Trait("Category", "Long"), InlineData(false), InlineData(true)]
    public void A_stopped_asynchronous_run_resumes_unless_its_checkpoint_is_older(bool isOld)
    {
        // One worker alone: in real time, too, it is the same each time.
        var experiment = Swept.Experiment(digits, """{ "settings": { "mode": "asynchronous", "epochs": 200, "workers": 1 }, "seeds": [1, 2] }""");
        var (whole, name) = (Swept.Run(digits, experiment, $"asynchronous-{isOld}"), $"asynchronous-stopped-{isOld}");
        using var stop = new CancellationTokenSource();
        var stopped = Swept.Run(digits, experiment, name, new Quiet(progress =>
        {
            if (progress.Done > 0.1) stop.Cancel();
        }), stop.Token);
        Assert.Empty(stopped.Runs);
        var (run, network) = (Path.Combine(digits.At(name), whole.Runs[0].Point.Name), whole.Runs[0].Point.Configuration.Settings.ToNetwork());
        var newest = RunDirectory.Open(run).Checkpoints.LoadLatest(_ => network).Checkpoint;
        if (isOld)
            for (var i = 0; i < 2; i++) // it has no position, and neither has the one before it
                RunDirectory.Open(run).Checkpoints.Save(
                    newest with { Snapshot = newest.Snapshot with { Steps = newest.Snapshot.Steps + i, Position = null } });
        Assert.Equal(whole.Runs.Select(WithoutTimes), Swept.Run(digits, experiment, name).Runs.Select(WithoutTimes));
        Assert.Equal(isOld ? 0 : newest.Snapshot.Steps, RunDirectory.Open(run).ReadRecord().ResumedFromStep);
    }

    [Fact]
    public void A_run_killed_before_its_first_checkpoint_restarts()
    {
        var experiment = Swept.Experiment(digits, """{ "settings": { "epochs": 2 }, "grid": { "workers": [1, 2] } }""");
        var whole = Swept.Run(digits, experiment, "killed");
        var run = Path.Combine(digits.At("killed"), whole.Runs[1].Point.Name);
        Directory.Delete(Path.Combine(run, "checkpoints"), recursive: true);
        File.WriteAllText(Path.Combine(run, "metrics.jsonl"), "");
        Unfinish(Path.Combine(run, "run.json"));
        Assert.Equal(whole.Runs.Select(WithoutTimes), Swept.Run(digits, experiment, "killed").Runs.Select(WithoutTimes));
    }

    [Fact]
    public void Foreign_files_are_kept_and_the_other_runs_continue()
    {
        var experiment = Swept.Experiment(digits, """{ "settings": { "epochs": 2 }, "grid": { "workers": [1, 2, 3] } }""");
        var whole = Swept.Run(digits, experiment, "strangers");
        string[] runs = [.. whole.Runs.Select(run => Path.Combine(digits.At("strangers"), run.Point.Name))];
        Directory.Delete(runs[0], recursive: true);
        Directory.CreateDirectory(runs[0]);
        File.WriteAllText(Path.Combine(runs[0], "thesis.txt"), "mine");
        File.WriteAllText(Path.Combine(runs[1], "run.json"), File.ReadAllText(Path.Combine(runs[1], "run.json"))[..100]);
        var torn = Files("strangers");

        var again = Swept.Run(digits, experiment, "strangers");

        Assert.Equal([RunState.Failed, RunState.Failed, RunState.Finished], again.Runs.Select(run => run.State));
        Assert.Equal(ExitCode.Usage, again.ExitCode);
        Assert.Equal($"{runs[0]} cannot be cleared for a new run, because it contains thesis.txt, which no run creates; move it, "
            + "or choose another directory.",
            again.Runs[0].Why);
        Assert.Contains("run.json: expected the record of a run", again.Runs[1].Why, StringComparison.Ordinal);
        Assert.Equal(torn, Files("strangers"));
        Assert.Equal("mine", File.ReadAllText(Path.Combine(runs[0], "thesis.txt")));
    }

    [Theory, InlineData("metrics.jsonl"), InlineData("config.resolved.json")]
    public void A_run_with_a_damaged_file_keeps_its_checkpoints(string damaged)
    {
        var experiment = Swept.Experiment(digits, """{ "settings": { "epochs": 2 }, "grid": { "workers": [1, 2] } }""");
        var name = $"damaged-{damaged}";
        var run = Path.Combine(digits.At(name), Swept.Run(digits, experiment, name).Runs[0].Point.Name);
        File.WriteAllText(Path.Combine(run, damaged), "x\n" + File.ReadAllText(Path.Combine(run, damaged)));
        Unfinish(Path.Combine(run, "run.json"));
        var before = Files(name);
        var again = Swept.Run(digits, experiment, name);
        Assert.Equal([RunState.Failed, RunState.Finished], again.Runs.Select(one => one.State));
        Assert.Contains(damaged, again.Runs[0].Why, StringComparison.Ordinal);
        Assert.Equal(before, Files(name));
    }

    [Fact]
    public void A_second_sweep_in_the_same_directory_is_refused()
    {
        var (experiment, refusals) = (Swept.Experiment(digits, """{ "settings": { "epochs": 2 }, "seeds": [1, 2] }"""), new List<string>());
        Swept.Run(digits, experiment, "twice", new Quiet(_ =>
            refusals.Add(Assert.Throws<RunDirectoryException>(() => Swept.Run(digits, experiment, "twice")).Message)));
        Assert.Equal([$"{digits.At("twice")} is in use by process {Environment.ProcessId}; wait until it ends, or end it."], refusals.Distinct());
    }

    [Fact]
    public void A_sweep_goes_on_with_its_next_run_where_memory_runs_out()
    {
        var experiment = Swept.Experiment(digits, """{ "settings": { "epochs": 2 }, "grid": { "workers": [1, 2] } }""");
        var result = Swept.Run(digits, experiment, "memory", new Quiet(progress =>
        {
            if (progress.Run == 1 && progress.Done > 0) throw new InsufficientMemoryException();
        }));
        Assert.Equal([RunState.Failed, RunState.Finished], result.Runs.Select(run => run.State));
        Assert.Equal(ExitCode.Memory, result.ExitCode);
    }

    [Fact]
    public void A_failed_run_is_kept_and_the_sweep_continues()
    {
        var experiment = Swept.Experiment(digits, """
            { "settings": { "epochs": 2, "activation": "relu", "cost": "quadratic" }, "grid": { "learningRate": [0.5, 1e30, 0.25] } }
            """);
        var result = Swept.Run(digits, experiment, "failed");
        Assert.Equal([RunState.Finished, RunState.Failed, RunState.Finished], result.Runs.Select(run => run.State));
        Assert.Equal(ExitCode.Diverged, result.ExitCode);
        var why = result.Runs[1].Why;
        Assert.Equal("the gradient of step 1 is not finite", why);
        Assert.True(Directory.Exists(Path.Combine(digits.At("failed"), result.Runs[1].Point.Name)));
        Assert.Equal(why, SweepFile.Read(digits.At("failed"))!.Runs[1].Why);

        var again = Swept.Run(digits, experiment, "failed");
        Assert.Equal((true, why, ExitCode.Diverged), (again.Runs[1].IsKept, again.Runs[1].Why, again.ExitCode));
    }

    [Fact]
    public void A_run_that_cannot_start_fails_and_the_sweep_continues()
    {
        var experiment = Swept.Experiment(digits, """{ "settings": { "epochs": 1 }, "list": [{ "data": "nowhere" }, { "workers": 1 }] }""");
        var result = Swept.Run(digits, experiment, "nothing");
        Assert.Equal([RunState.Failed, RunState.Finished], result.Runs.Select(run => run.State));
        Assert.Equal(ExitCode.Data, result.ExitCode);
        Assert.Contains("nowhere", result.Runs[0].Why, StringComparison.Ordinal);
    }

    [Fact]
    public void An_experiment_whose_data_are_absent_is_skipped_with_a_sentence()
    {
        var experiment = Swept.Experiment(digits, """{ "about": "Needs clothes.", "grid": { "data": ["nowhere"], "workers": [1, 2] } }""");
        var failure = Assert.Throws<RunException>(() => Swept.Run(digits, experiment, "skipped"));
        Assert.Equal(ExitCode.Data, failure.Code);
        Assert.EndsWith($" is skipped: there is no directory {Path.GetFullPath("nowhere")}. Needs clothes.", failure.Message,
            StringComparison.Ordinal);
        Assert.False(Directory.Exists(digits.At("skipped")));
    }

    [Fact]
    public void A_directory_with_another_sweep_in_it_is_left_alone()
    {
        Swept.Run(digits, Swept.Experiment(digits, Four), "other");
        var before = Files("other").Select(File.GetLastWriteTimeUtc).ToList();
        var experiment = Swept.Experiment(digits, Four.Replace("\"epochs\": 3", "\"epochs\": 4", StringComparison.Ordinal));
        var failure = Assert.Throws<RunException>(() => Swept.Run(digits, experiment, "other"));
        Assert.Equal(ExitCode.Usage, failure.Code);
        Assert.Equal(before, Files("other").Select(File.GetLastWriteTimeUtc));
    }

    private static void Unfinish(string record) => File.WriteAllText(
        record, File.ReadAllText(record).Replace("\"exitCode\": 0", "\"exitCode\": null", StringComparison.Ordinal));

    private string[] Files(string directory) =>
        [.. Directory.GetFiles(digits.At(directory), "*", SearchOption.AllDirectories)
            .Where(file => Path.GetFileName(file) is not ("sweep.json" or "lock")).Order()];

    private static string WithoutTimes(SweptRun run) => string.Join(' ', [
        run.Point.Name, run.State, run.Summary!.Record.WeightsSha256, run.Summary.Record.EventsSha256,
        .. run.Summary.Epochs.Select(epoch => $"{epoch.Epoch} {epoch.Cost:R} {epoch.TestCorrect} {epoch.WeightsSha256}")]);
}
