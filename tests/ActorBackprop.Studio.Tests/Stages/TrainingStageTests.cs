using ActorBackprop.Testing;

namespace ActorBackprop.Studio.Tests.Stages;

/// <summary>A training in real time with somebody before it.</summary>
public sealed class TrainingStageTests(SmallDigits digits) : IClassFixture<SmallDigits>
{
    [Fact]
    public async Task It_opens_paused_before_the_first_step_and_a_minibatch_is_one_step()
    {
        using var run = SmallRun.Training(digits, "gated");
        Assert.Equal(0, (await run.Weights()).Steps);
        await run.Do("minibatch");
        await Reached(run, 1);
        await run.Do("minibatch");
        Assert.Equal(2, await Reached(run, 2));
    }

    [Fact]
    public async Task Whoever_looks_kills_and_slows_the_weights_are_those_of_the_trainer_without_actors()
    {
        using var run = SmallRun.Training(digits, "gated-weights");
        await run.Weights();
        await run.Do("crash", 1);
        await run.Do("minibatch");
        await Reached(run, 1);
        await run.Do("slow", 2, 3);
        await run.Do("crash", 0);
        await run.Do("max");
        await run.Do("play");
        var result = await run.Result;
        Assert.Equal(SmallRun.SequentialWeights(digits, "gated-sequential"), result.WeightsSha256);
        Assert.Equal(2, result.Statistics.WorkersLost);
        Assert.Equal(result.Steps, (await run.Weights()).Steps);
    }

    [Theory]
    [InlineData("cut"), InlineData("latency"), InlineData("learning-rate")]
    public async Task What_only_a_simulation_has_is_refused(string what)
    {
        using var run = SmallRun.Training(digits, "real-" + what);
        Assert.Equal("In a real training there is no such command; simulations know it.", await run.Stage.DoAsync(new(what, [0], 1)));
    }

    private static async Task<long> Reached(StagedRun<Studio.Stages.TrainingStage> run, long steps)
    {
        using var reader = run.Stage.Feed.Enter();
        while (true)
        {
            var frame = run.Stage.Feed.Newest;
            var weights = await run.Weights();
            if (weights.Steps >= steps) return weights.Steps;
            await run.Stage.Feed.After(frame).WaitAsync(TimeSpan.FromMinutes(1));
        }
    }
}
