using ActorBackprop.Runs;
using ActorBackprop.Testing;

namespace ActorBackprop.Cli.Tests.EndToEnd.Processes;

/// <summary>Worker processes join, leave, are killed and return, and the leader dies: the bits stay the same, and no process is left.</summary>
[Collection(nameof(ManyProcesses))]
public sealed class LossTests(SmallDigits digits) : IClassFixture<SmallDigits>
{
    // Waiting for its measuring, each epoch takes so long that no signal comes too late.
    private const string Settings = "--minibatch 60 --microbatch 4 --learning-rate 0.3 --checkpoint-every-steps 5";

    [LinuxFact("signals between processes, and /proc"), Trait("Category", "Long")]
    public async Task Twenty_workers_killed_or_paused_change_no_bit()
    {
        const int Epochs = 1500, Kills = 20, Seed = 11;
        using var run = Start("killed", Epochs, "--processes 4 --max-restarts 40", tests: 20_000);
        var random = new Random(Seed);
        var living = new List<int>();
        for (var kill = 0; kill < Kills; kill++)
        {
            while (living.Count < 2) living.Add(await run.NextJoined()); // some are killed while others are still away
            var victim = living[random.Next(living.Count)];
            living.Remove(victim);
            Assert.True(Signals.Send(victim, random.Next(4) == 0 ? Signals.Stop : Signals.Kill), $"seed {Seed}: kill {kill} came too late");
        }
        var outcome = await run.Leader.Ended();
        Assert.True(outcome.ExitCode == 0, outcome.Error);
        Assert.Equal(await Sequential(Epochs), outcome.Weights);
        Assert.InRange(outcome.Last.GetProperty("restarts").GetInt32(), Kills - 3, Kills); // the last ones may be waited for in vain
        Assert.All(outcome.Last.GetProperty("samplesByWorker").EnumerateArray(), count => Assert.True(count.GetInt64() > 0));
        run.LeavesNoProcess();
    }

    [LinuxFact("signals between processes, and /proc"), Trait("Category", "Long")]
    public async Task A_worker_that_leaves_gracefully_loses_nothing_and_is_not_restarted()
    {
        const int Epochs = 300;
        using var run = Start("left", Epochs, "--processes 3");
        var leaving = await run.NextJoined();
        await run.NextJoined();
        await run.NextJoined();
        await run.StepsDone(5);
        Assert.True(Signals.Send(leaving, Signals.Terminate));
        await ProcessRun.Ended(leaving);
        var outcome = await run.Leader.Ended();
        Assert.True(outcome.ExitCode == 0, outcome.Error);
        Assert.Equal(await Sequential(Epochs), outcome.Weights);
        Assert.Equal(0, outcome.Last.GetProperty("restarts").GetInt32());
        // The part that it was at may come after it has gone: that one is dealt again, and is the only one to be refused.
        Assert.InRange(outcome.Last.GetProperty("refused").EnumerateObject().Sum(reason => reason.Value.GetInt64()), 0, 1);
        Assert.Contains($"Process {leaving} with", outcome.Error, StringComparison.Ordinal);
        Assert.Contains("it left", outcome.Error, StringComparison.Ordinal);
    }

    [LinuxFact("signals between processes, and /proc"), Trait("Category", "Long")]
    public async Task Workers_exit_when_the_leader_dies_and_a_resume_gives_the_undisturbed_bits()
    {
        const int Epochs = 200;
        using var run = Start("led", Epochs, "--processes 2");
        int[] workers = [await run.NextJoined(), await run.NextJoined()];
        await run.StepsDone(20);
        run.Leader.Kill();
        Assert.NotEqual(0, (await run.Leader.Ended()).ExitCode);
        await Task.WhenAll(workers.Select(ProcessRun.Ended)).WaitAsync(TimeSpan.FromSeconds(5));
        run.LeavesNoProcess();
        var resumed = await Actorbackprop.Run(["train", "--resume", run.Directory, "--processes", "2", "--json"]);
        Assert.Equal(await Sequential(Epochs), resumed.Succeeded().Weights);
        Assert.InRange(resumed.Last.GetProperty("resumedFromStep").GetInt64(), 20, Epochs * 5 - 1);
    }

    [LinuxFact("signals between processes, and /proc"), Trait("Category", "Long")]
    public async Task With_too_few_workers_a_run_saves_and_ends_and_can_be_resumed()
    {
        const int Epochs = 200;
        using var run = Start("few", Epochs, "--processes 2 --min-workers 2 --max-restarts 0 --worker-patience 300ms");
        var victim = await run.NextJoined();
        await run.NextJoined();
        await run.StepsDone(10);
        Assert.True(Signals.Send(victim, Signals.Kill));
        var outcome = await run.Leader.Ended();
        Assert.Equal((int)ExitCode.WorkersLost, outcome.ExitCode);
        Assert.Equal("run-workers-lost", Outcome.Text(outcome.Last, "event"));
        var steps = outcome.Last.GetProperty("steps").GetInt64();
        Assert.Equal($"step-{steps:D8}.safetensors", RunFiles.Checkpoints(run.Directory)[^1]);
        run.LeavesNoProcess();
        var resumed = await Actorbackprop.Run(["train", "--resume", run.Directory, "--json"]);
        Assert.Equal(await Sequential(Epochs), resumed.Succeeded().Weights);
    }

    [LinuxTheory("signals between processes, and /proc"), Trait("Category", "Long")]
    [InlineData(Signals.Interrupt, ExitCode.Interrupted)]
    [InlineData(Signals.Terminate, ExitCode.Terminated)]
    public async Task A_signal_to_the_leader_ends_all_with_a_checkpoint(int signal, ExitCode code)
    {
        using var run = Start($"signal-{signal}", epochs: 200, "--processes 2");
        await run.NextJoined();
        await run.NextJoined();
        await run.StepsDone(10);
        Signals.Send(run.Leader, signal);
        var outcome = await run.Leader.Ended();
        Assert.Equal((int)code, outcome.ExitCode);
        Assert.DoesNotContain("Process", outcome.Error, StringComparison.Ordinal); // a worker that goes with its leader is no news
        run.LeavesNoProcess();
    }

    private ProcessRun Start(string name, int epochs, string more, int tests = 50_000)
    {
        Signals.Prepare();
        return ProcessRun.Start(digits.At(name),
            ["train", "--data", DataOf($"tests-{tests}", tests), "--layers", SmallDigits.Layers, "--json", .. Actorbackprop.Split($"{Settings} --epochs {epochs} {more}")]);
    }

    private async Task<string> Sequential(int epochs) => (await Actorbackprop.Run(
        ["train", "--data", DataOf("few-tests", SmallDigits.Test), "--layers", SmallDigits.Layers, "--json", "--out", digits.At($"sequential-{epochs}-{Guid.NewGuid():N}"),
            .. Actorbackprop.Split($"{Settings} --epochs {epochs} --sequential")])).Succeeded().Weights;

    /// <summary>The same training images, and so many to measure.</summary>
    private string DataOf(string name, int tests) =>
        Directory.Exists(digits.At(name)) ? digits.At(name) : digits.Write(name, SmallDigits.Training, tests, seed: 3);
}
