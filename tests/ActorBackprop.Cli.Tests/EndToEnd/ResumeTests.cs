using ActorBackprop.Cli.Tests.Commands;
using ActorBackprop.Runs;
using ActorBackprop.Testing;

namespace ActorBackprop.Cli.Tests.EndToEnd;

/// <summary>However a run ends before its time, going on with it leads to the bits and the files of the undisturbed one.</summary>
[Collection(nameof(OneConsole))]
public sealed class ResumeTests(InterruptedRun interrupted) : IClassFixture<InterruptedRun>
{
    private readonly SmallDigits _digits = interrupted.Digits;

    [Theory, Trait("Category", "Long")]
    [InlineData(InterruptedRun.EverySteps, 1, 3, 1, 3)]
    [InlineData(17, 3, 2, 2, 1)]
    [InlineData(50, 2, 1, 1, 1)]
    [InlineData(110, 8, 5, 3, 2)]
    public async Task A_run_that_was_killed_goes_on_to_the_same_bits_and_metrics(
        int killedAfter, int workers, int workersThen, int servers, int serversThen)
    {
        var run = _digits.At($"killed-{killedAfter}");
        using (var program = interrupted.Start(run, killedAfter, workers, out var watch, servers))
        {
            using (watch) await watch.Reached;
            program.Kill();
            Assert.NotEqual(0, (await program.Ended()).ExitCode); // else it was done already, and nothing is tested
        }
        Assert.Equal(System.Text.Json.JsonValueKind.Null, RunFiles.Record(run).GetProperty("exitCode").ValueKind);
        await GoesOn(run, killedAfter, workersThen, serversThen);
        Assert.Equal([servers, serversThen], RunFiles.Servers(run));
    }

    [UnixTheory, Trait("Category", "Long")]
    [InlineData(Signals.Interrupt, 1, ExitCode.Interrupted)]
    [InlineData(Signals.Terminate, 1, ExitCode.Terminated)]
    [InlineData(Signals.Terminate, 3, ExitCode.Terminated)] // GNU timeout and dotnet run send it more than once
    [InlineData(Signals.HangUp, 1, ExitCode.HungUp)]
    [InlineData(Signals.Quit, 1, ExitCode.Quit)]
    public async Task A_signal_ends_it_with_a_checkpoint_and_a_code_of_its_own(int signal, int times, ExitCode code)
    {
        var run = _digits.At($"signal-{signal}-{times}");
        using (var program = interrupted.Start(run, 31, workers: 2, out var watch))
        {
            using (watch) await watch.Reached;
            for (var i = 0; i < times; i++) Signals.Send(program, signal);
            var outcome = await program.Ended();
            Assert.Equal((int)code, outcome.ExitCode);
            Assert.Equal("", outcome.Error);
            Assert.Equal("run-stopped", Outcome.Text(outcome.Last, "event"));
            var steps = outcome.Last.GetProperty("steps").GetInt64();
            Assert.InRange(steps, 31, InterruptedRun.Steps - 1);
            Assert.Equal($"step-{steps:D8}.safetensors", RunFiles.Checkpoints(run)[^1]);
        }
        Assert.Equal((int)code, RunFiles.Record(run).GetProperty("exitCode").GetInt32());
        await GoesOn(run, 31, workers: 3);
    }

    [Fact, Trait("Category", "Long")]
    public async Task A_second_process_in_the_same_run_ends_at_once_and_names_the_first()
    {
        var run = _digits.At("two-writers");
        using var program = interrupted.Start(run, 31, workers: 2, out var watch);
        using (watch) await watch.Reached;
        foreach (var second in new[] { "train --resume {run} --json", "replay {run}" })
        {
            var words = Actorbackprop.Split(second).Select(word => word.Replace("{run}", run, StringComparison.Ordinal));
            Assert.Equal($"{run} is in use by process {program.Id}; wait until it ends, or end it.",
                (await Actorbackprop.Run(words)).Failed(ExitCode.Usage));
        }
        Assert.False(program.HasEnded, "expected the first one to go on");
    }

    [Fact, Trait("Category", "Long")]
    public async Task More_epochs_of_a_finished_run_are_those_of_one_long_run()
    {
        var run = RunFiles.Copy(await interrupted.Short, _digits.At("raised"));
        var resumed = await Actorbackprop.Run(["train", "--resume", run, "--epochs", $"{InterruptedRun.Epochs}", "--workers", "3", "--json"]);
        await Equals(run, resumed, leastFrom: InterruptedRun.StepsPerEpoch * 2);
    }

    [Fact, Trait("Category", "Long")]
    public async Task A_finished_run_that_is_resumed_says_so_again()
    {
        var run = RunFiles.Copy(await interrupted.Short, _digits.At("finished"));
        var resumed = (await Actorbackprop.Run(["train", "--resume", run, "--json"])).Succeeded();
        var last = Assert.Single(resumed.Events);
        Assert.Equal("run-completed", Outcome.Text(last, "event"));
        Assert.Equal(InterruptedRun.StepsPerEpoch * 2, last.GetProperty("resumedFromStep").GetInt32());
        Assert.Equal(0, last.GetProperty("samplesPerSecond").GetDouble());
        Assert.Equal(RunFiles.Metrics(await interrupted.Undisturbed)[..2], RunFiles.Metrics(run));
    }

    [Fact, Trait("Category", "Long")]
    public async Task A_refusal_names_what_may_change_and_that_may_change()
    {
        var run = RunFiles.Copy(await interrupted.Short, _digits.At("changed"));
        var refused = (await Actorbackprop.Run(["train", "--resume", run, "--json", "--seed", "2"])).Failed(ExitCode.Incompatible);
        Assert.EndsWith("Only workers, servers, measureValidation, data, checkpointEverySteps and partTimeoutSeconds may change, "
            + "and epochs may be raised; leave out the others, or start a new run.", refused, StringComparison.Ordinal);
        var elsewhere = Path.GetFullPath(RunFiles.Copy(_digits.At("many-tests"), _digits.At("moved-data")));
        string[] changed = ["--workers", "5", "--servers", "3", "--data", elsewhere, "--checkpoint-every-steps", "7", "--part-timeout-seconds", "9"];
        var resumed = await Actorbackprop.Run(["train", "--resume", run, "--json", "--epochs", $"{InterruptedRun.Epochs}", .. changed]);
        await Equals(run, resumed, leastFrom: InterruptedRun.StepsPerEpoch * 2);
    }

    [Theory]
    [InlineData("--seed 2", "cannot be resumed with seed 2: it was begun with 1,")]
    [InlineData("--learning-rate 0.5", "cannot be resumed with learningRate 0.5: it was begun with 0.3,")]
    [InlineData("--layers 64,13,10", "cannot be resumed with layers 64,13,10: it was begun with 64,12,10,")]
    [InlineData("--drop-factor 0.5", "cannot be resumed with dropFactor 0.5: it was begun with 0.97,")]
    [InlineData("--epochs 1", "cannot be resumed with epochs 1: it was begun with 2,")]
    [InlineData("--set microbatch=1", "cannot be resumed with microbatch 1: it was begun with its default,")]
    [InlineData("--data {other}", "was trained on other data")]
    public async Task A_change_of_the_bits_is_named_and_refused_with_6(string flags, string says)
    {
        var run = await interrupted.Short;
        var other = _digits.Write("other", SmallDigits.Training, SmallDigits.Test, seed: 2);
        var words = Actorbackprop.Split(flags).Select(word => word == "{other}" ? other : word);
        var before = File.ReadAllText(Path.Combine(run, "config.resolved.json"));
        var outcome = Actorbackprop.RunHere(["train", "--resume", run, "--json", .. words]);
        Assert.Contains(says, outcome.Failed(ExitCode.Incompatible), StringComparison.Ordinal);
        Assert.Equal("", outcome.Output);
        Assert.Equal(before, File.ReadAllText(Path.Combine(run, "config.resolved.json"))); // a refusal changes nothing
    }

    [Fact, Trait("Category", "Long")]
    public async Task A_damaged_checkpoint_is_skipped_and_two_are_refused_with_6()
    {
        var run = RunFiles.Copy(await interrupted.Short, _digits.At("damaged"));
        var (older, newest) = (RunFiles.Checkpoints(run)[0], RunFiles.Checkpoints(run)[1]);
        RunFiles.Damage(run, newest);
        var both = RunFiles.Copy(run, _digits.At("both-damaged"));
        RunFiles.Damage(both, older);

        var resumed = await Actorbackprop.Run(["train", "--resume", run, "--epochs", $"{InterruptedRun.Epochs}", "--json"]);
        Assert.Contains(newest, Assert.Single(resumed.Error.TrimEnd().Split('\n')), StringComparison.Ordinal);
        await Equals(run, resumed with { Error = "" }, leastFrom: InterruptedRun.StepsPerEpoch);

        var refused = await Actorbackprop.Run(["train", "--resume", both, "--json"]);
        Assert.Contains(newest, refused.Failed(ExitCode.Incompatible), StringComparison.Ordinal);
        Assert.Equal("", refused.Output);
    }

    private async Task GoesOn(string run, int leastFrom, int workers, int servers = 1) => await Equals(run, await Actorbackprop.Run(
        ["train", "--resume", run, "--workers", $"{workers}", "--servers", $"{servers}", "--checkpoint-every-steps", "0", "--json"]), leastFrom);

    /// <summary>Makes sure that a resumed run came to what the undisturbed one came to.</summary>
    private async Task Equals(string run, Outcome resumed, int leastFrom)
    {
        var undisturbed = await interrupted.Undisturbed;
        var last = resumed.Succeeded().Last;
        Assert.InRange(last.GetProperty("resumedFromStep").GetInt64(), leastFrom, InterruptedRun.Steps - 1);
        Assert.Equal(InterruptedRun.Steps, last.GetProperty("steps").GetInt64());
        Assert.Equal(RunFiles.Record(undisturbed).GetProperty("weightsSha256").GetString(), resumed.Weights);
        var metrics = RunFiles.Metrics(undisturbed);
        Assert.Equal(InterruptedRun.Epochs, metrics.Length);
        Assert.Equal(metrics, RunFiles.Metrics(run));
    }
}
