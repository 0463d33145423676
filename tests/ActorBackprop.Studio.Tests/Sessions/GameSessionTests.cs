using System.Text.Json;
using ActorBackprop.Runs.Training;
using ActorBackprop.Simulation.Worlds;
using ActorBackprop.Studio.Sessions;
using ActorBackprop.Testing;

namespace ActorBackprop.Studio.Tests.Sessions;

/// <summary>A watched game.</summary>
public sealed class GameSessionTests(SmallDigits digits) : IClassFixture<SmallDigits>
{
    [Fact]
    public async Task A_game_opens_paused_before_the_first_step()
    {
        using var run = SmallRun.Game(digits, "paused");
        Assert.Equal(0, (await run.Snapshot()).Steps);
        var now = Section(await Shown(run), "now");
        Assert.Equal((0L, 0.0), (now.GetProperty("step").GetInt64(), now.GetProperty("t").GetDouble()));
        Assert.True(now.GetProperty("play").GetProperty("paused").GetBoolean());
    }

    [Fact]
    public async Task A_pace_is_the_real_seconds_of_a_step_four_at_first()
    {
        using var run = SmallRun.Game(digits, "pace");
        Assert.Equal(4, Play(await Shown(run)).GetProperty("stepSeconds").GetDouble());
        await run.Do("max");
        Assert.True(Play(await Shown(run)).GetProperty("unbounded").GetBoolean());
        await run.Do("pace", value: 0.25);
        for (var step = 0; step < 2; step++)
        {
            var play = Play(await Shown(run));
            Assert.Equal((0.25, false), (play.GetProperty("stepSeconds").GetDouble(), play.GetProperty("unbounded").GetBoolean()));
            await run.Do("minibatch");
        }

        static JsonElement Play(Frame frame) => Section(frame, "now").GetProperty("play");
    }

    [Fact]
    public async Task A_minibatch_is_one_step_and_an_event_is_one_event()
    {
        using var run = SmallRun.Game(digits, "steps");
        await run.Do("minibatch");
        Assert.Equal(1, (await run.Snapshot()).Steps);
        var before = Section(await Shown(run), "now").GetProperty("events").GetInt64();
        await run.Do("event");
        Assert.Equal(before + 1, Section(await Shown(run), "now").GetProperty("events").GetInt64());
        await run.Do("minibatch");
        Assert.Equal(2, (await run.Snapshot()).Steps);
    }

    [Fact]
    public async Task Commands_to_workers_leave_the_weights_of_the_sequential_trainer()
    {
        using var run = SmallRun.Game(digits, "touched");
        await run.Do("minibatch");
        await run.Do("crash", 1);
        await run.Do("slow", 2, 10);
        await run.Do("minibatch");
        await run.Do("restart", 1);
        await run.Do("cut", 0);
        await run.Do("loss", value: 0.05);
        await run.Do("join");
        await run.Do("max");
        await run.Do("play");
        Assert.Equal(SmallRun.SequentialWeights(digits, "untouched"), (await run.Result).WeightsSha256);
    }

    [Fact]
    public async Task A_run_that_was_played_replays_to_the_same_events()
    {
        using var run = SmallRun.Game(digits, "played");
        await run.Do("event");
        await run.Do("crash", 0);
        await run.Do("minibatch");
        await run.Do("learning-rate", value: 0.5);
        await run.Do("restart", 0);
        await run.Do("max");
        await run.Do("play");
        var result = await run.Result;
        Assert.Equal(3, result.Simulation!.Inputs.Count);
        var replay = ReplayedRun.Execute(digits.At("played"), null, new SilentListener(), TimeProvider.System, CancellationToken.None);
        Assert.Equal((result.Simulation.EventsSha256, result.WeightsSha256), (replay.Again.Simulation!.EventsSha256, replay.Again.WeightsSha256));
    }

    [Fact]
    public async Task The_part_of_a_worker_that_crashes_is_dealt_again()
    {
        using var run = SmallRun.Game(digits, "dealt-again");
        await run.Do("minibatch");
        for (var i = 0; i < 40 && !States(await Shown(run)).StartsWith('c'); i++) await run.Do("event");
        await run.Do("crash", 0);
        Assert.StartsWith("g", States(await Shown(run)), StringComparison.Ordinal);
        await run.Do("minibatch");
        var shown = await Shown(run);
        Assert.Equal((2L, 'g'), (Section(shown, "now").GetProperty("step").GetInt64(), States(shown)[0]));
        Assert.Equal(1, Section(shown, "faults").GetProperty("crash").GetInt64());
    }

    [Theory]
    [InlineData("crash", 4, 0, "There is no worker 4.")]
    [InlineData("crash", -1, 0, "There is no worker -1.")]
    [InlineData("slow", 0, 0, "value: expected a number from 1E-06 to 1000000 for slow, found 0.")]
    [InlineData("fly", 0, 0, "There is no such command.")]
    [InlineData("pace", null, -1, "There is no such command.")]
    public async Task Invalid_commands_are_refused_and_not_logged(string what, int? worker, double value, string sentence)
    {
        using var run = SmallRun.Game(digits, $"nonsense-{what}-{worker}");
        Assert.Equal(sentence, await run.Session.DoAsync(new StudioCommand(what, worker is { } number ? [number] : null, value)));
        Assert.Equal(0, Section(await Shown(run), "now").GetProperty("play").GetProperty("inputs").GetInt32());
    }

    [Fact]
    public async Task A_finished_session_refuses_commands_and_keeps_the_last_weights()
    {
        using var run = SmallRun.Game(digits, "over");
        await run.Do("max");
        await run.Do("play");
        var result = await run.Result;
        Assert.Equal("The run is over.", await run.Session.DoAsync(new StudioCommand("play")));
        Assert.Equal(result.Steps, (await run.Snapshot()).Steps);
        Assert.Equal(result.WeightsSha256, Section(run.Session.Feed.Newest, "ended").GetProperty("weightsSha256").GetString());
    }

    [Fact]
    public async Task Messages_under_way_are_shown_with_their_times_and_bytes()
    {
        var world = SmallRun.World with { Links = new LinkSettings { LatencySeconds = 0.01 } };
        using var run = SmallRun.Game(digits, "packets", world);
        var packets = Section(await Shown(run), "packets");
        while (!packets.EnumerateArray().Any(packet => packet[1].GetInt32() == 0))
        {
            await run.Do("event");
            packets = Section(await Shown(run), "packets");
        }
        var work = packets.EnumerateArray().First(packet => packet[1].GetInt32() == 0);
        Assert.Equal(10_000, work[3].GetInt64() - work[2].GetInt64());
        Assert.Equal(100 + 4 * ((64 + 1) * 12 + (12 + 1) * 10), work[4].GetInt64());
    }

    /// <summary>The newest frame, after all that was asked for before.</summary>
    private static async Task<Frame> Shown(SessionRun<GameSession> run)
    {
        using var reader = run.Session.Feed.Enter();
        var before = run.Session.Feed.Newest;
        await run.Snapshot();
        await run.Session.Feed.After(before).WaitAsync(TimeSpan.FromMinutes(1));
        return run.Session.Feed.Newest;
    }

    private static string States(Frame frame) => Section(frame, "workers").GetProperty("states").GetString()!;

    private static JsonElement Section(Frame frame, string name) =>
        JsonElement.Parse(frame.Sections.First(section => section.Name == name).Json);
}
