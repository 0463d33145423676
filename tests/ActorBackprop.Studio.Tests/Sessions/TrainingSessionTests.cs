using ActorBackprop.Studio.Sessions;
using ActorBackprop.Testing;

namespace ActorBackprop.Studio.Tests.Sessions;

/// <summary>A watched training in real time.</summary>
public sealed class TrainingSessionTests(SmallDigits digits) : IClassFixture<SmallDigits>
{
    [Fact]
    public async Task A_session_starts_paused_and_a_minibatch_is_one_step()
    {
        using var run = SmallRun.Training(digits, "gated");
        Assert.Equal(0, (await run.Snapshot()).Steps);
        await run.Do("minibatch");
        await Reached(run, 1);
        await run.Do("minibatch");
        Assert.Equal(2, await Reached(run, 2));
    }

    [Fact]
    public async Task A_watched_and_disturbed_training_has_the_weights_of_the_sequential_trainer()
    {
        using var run = SmallRun.Training(digits, "gated-weights");
        await run.Snapshot();
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
        Assert.Equal(result.Steps, (await run.Snapshot()).Steps);
    }

    [Fact]
    public async Task A_failed_studio_ends_the_run_instead_of_holding_its_parts()
    {
        var clock = new FailingClock();
        var session = new TrainingSession(clock);
        using var run = new SessionRun<TrainingSession>(session, SmallRun.Request(digits, "failed") with { Around = session.Around });
        await run.Snapshot();
        using var reader = session.Feed.Enter(); // for which the studio draws, by its clock
        clock.IsToFail = true;
        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => run.Result);
        Assert.Equal("the studio has failed: the clock has stopped", failure.Message);
    }

    [Theory]
    [InlineData("cut"), InlineData("latency"), InlineData("learning-rate")]
    public async Task A_command_for_simulations_only_is_refused(string what)
    {
        using var run = SmallRun.Training(digits, "real-" + what);
        Assert.Equal("A training in real time has no such command; simulated games do.", await run.Session.DoAsync(new(what, [0], 1)));
    }

    /// <summary>A clock that fails once, for the thread of the studio.</summary>
    private sealed class FailingClock : TimeProvider
    {
        private int _isToFail;

        public bool IsToFail
        {
            set => Interlocked.Exchange(ref _isToFail, value ? 1 : 0);
        }

        public override long GetTimestamp() => Thread.CurrentThread.Name == "studio" && Interlocked.Exchange(ref _isToFail, 0) == 1
            ? throw new InvalidOperationException("the clock has stopped")
            : base.GetTimestamp();
    }

    private static async Task<long> Reached(SessionRun<TrainingSession> run, long steps)
    {
        using var reader = run.Session.Feed.Enter();
        while (true)
        {
            var frame = run.Session.Feed.Newest;
            var weights = await run.Snapshot();
            if (weights.Steps >= steps) return weights.Steps;
            await run.Session.Feed.After(frame).WaitAsync(TimeSpan.FromMinutes(1));
        }
    }
}
