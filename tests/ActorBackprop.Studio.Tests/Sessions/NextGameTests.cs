using System.Text.Json;
using ActorBackprop.Configuration;
using ActorBackprop.Learning.Networks;
using ActorBackprop.Runs.Training;
using ActorBackprop.Simulation.Worlds;
using ActorBackprop.Studio.Sessions;
using ActorBackprop.Testing;

namespace ActorBackprop.Studio.Tests.Sessions;

/// <summary>What is asked for on the page while a game is played, and is played next.</summary>
public sealed class NextGameTests(SmallDigits digits) : IClassFixture<SmallDigits>
{
    [Fact]
    public async Task A_game_continues_from_an_earlier_moment_without_later_events()
    {
        using var queue = new NextGames(SmallRun.NoEnvironment);
        Moment moment;
        using (var run = SmallRun.Game(digits, "back", queue: queue))
        {
            await run.Do("minibatch");
            await run.Do("crash", 1);
            await run.Do("minibatch");
            var there = (await run.Snapshot()).Steps;
            moment = await Kept(run, there);
            await run.Do("learning-rate", value: 0.01);
            await run.Do("minibatch");
            Assert.Null(await run.Session.DoAsync(new StudioCommand("from", Value: moment.Place.Turn)));
            Assert.NotNull((await run.Result).Simulation!.StoppedAt);
        }

        using var again = SmallRun.Next(queue);
        await There(again, moment);
        var weights = await again.Snapshot();
        Assert.Equal(moment.Step, weights.Steps);
        Assert.Equal(moment.Snapshot!.Parameters, weights.Parameters);
        var shown = Sections(again.Session.MomentAt(moment.Place.Turn)!);
        foreach (var (name, json) in Sections(moment).Where(one => one.Key is not ("run" or "now" or "epochs"))) Assert.Equal(json, shown[name]);

        await again.Do("max");
        await again.Do("play");
        var result = await again.Result;
        Assert.Equal(SmallRun.SequentialWeights(digits, "back-oracle"), result.WeightsSha256);
        Assert.Equal([InputKind.Crash], result.Simulation!.Inputs.Select(input => input.Input.Kind));
        Assert.Equal(digits.At("back-again"), result.Start.Directory);
    }

    [Fact]
    public async Task A_game_in_another_mode_repeats_the_manual_inputs_and_replays()
    {
        using var queue = new NextGames(SmallRun.NoEnvironment);
        using (var run = SmallRun.Game(digits, "modes", queue: queue))
        {
            await run.Do("minibatch");
            await run.Do("crash", 1);
            Assert.Null(await run.Session.DoAsync(new StudioCommand("mode", Value: 3, Name: "k-sync")));
            await run.Result;
        }
        using var other = SmallRun.Next(queue);
        Assert.Equal(0, (await other.Snapshot()).Steps);
        await other.Do("minibatch");
        Assert.Equal(1, (await other.Snapshot()).Steps);
        await other.Do("max");
        await other.Do("play");
        var result = await other.Result;
        Assert.Equal((ConsistencyMode.KSync, 3), (result.Start.Settings.ModeKind, result.Start.Settings.GradientsPerStep));
        var record = JsonElement.Parse(File.ReadAllText(Path.Combine(digits.At("modes-k-sync"), "run.json")));
        Assert.Equal(0, record.GetProperty("argv").GetArrayLength()); // no command line asked for it
        Assert.Equal(1, result.Simulation!.Faults.Single(fault => fault.Key == "crash").Value);
        Assert.NotEqual(SmallRun.SequentialWeights(digits, "modes-oracle"), result.WeightsSha256);
        Assert.Equal(result.Steps, (await other.Snapshot()).Steps);
        var replay = ReplayedRun.Execute(digits.At("modes-k-sync"), null, new SilentListener(), TimeProvider.System, CancellationToken.None);
        Assert.True(replay is { IsCompared: true, HasEnded: true });
        Assert.Empty(replay.Differences());
    }

    [Fact]
    public async Task A_game_restarts_without_manual_inputs()
    {
        using var queue = new NextGames(SmallRun.NoEnvironment);
        using (var run = SmallRun.Game(digits, "same", queue: queue))
        {
            await run.Do("minibatch");
            await run.Do("crash", 1);
            Assert.Null(await run.Session.DoAsync(new StudioCommand("again")));
            await run.Result;
        }
        using var again = SmallRun.Next(queue);
        Assert.Equal(0, (await again.Snapshot()).Steps);
        using var untouched = SmallRun.Game(digits, "same-untouched");
        foreach (var run in new[] { again, untouched })
        {
            await run.Do("max");
            await run.Do("play");
        }
        var (result, expected) = (await again.Result, await untouched.Result);
        Assert.Equal(digits.At("same-again"), result.Start.Directory);
        Assert.Equal((expected.Simulation!.EventsSha256, expected.WeightsSha256), (result.Simulation!.EventsSha256, result.WeightsSha256));
    }

    [Fact]
    public async Task The_page_shows_the_parameters_of_the_server_in_every_mode()
    {
        using var queue = new NextGames(SmallRun.NoEnvironment);
        using var first = SmallRun.Game(digits, "shown", queue: queue);
        Assert.Null(await first.Session.DoAsync(new StudioCommand("mode", Name: "asynchronous")));
        using var run = SmallRun.Next(queue);
        var before = (await run.Snapshot()).Parameters;
        await run.Do("minibatch");
        var after = await run.Snapshot();
        Assert.Equal(1, after.Steps);
        Assert.NotEqual(before, after.Parameters);
        await run.Do("max");
        await run.Do("play");
        var result = await run.Result;
        var last = await run.Snapshot();
        Assert.Equal(result.WeightsSha256, Fingerprint(last));
    }

    [Fact]
    public async Task A_level_that_is_asked_for_is_that_of_simulate()
    {
        using var queue = new NextGames(SmallRun.NoEnvironment);
        using var run = SmallRun.Game(digits, "levels", queue: queue);
        Assert.Null(await run.Session.DoAsync(new StudioCommand("level", Name: "rack")));
        Assert.NotNull((await run.Result).Simulation!.StoppedAt);
        var request = queue.Next(CancellationToken.None)!.Request;
        Assert.Empty(request.Arguments);
        Assert.Equal((8, 256, "Rack at 10 Gb/s"),
            (request.Configuration.Settings.Workers, request.Configuration.Settings.Minibatch, request.Simulation!.World.Title));
        Assert.Null(request.Out);
    }

    [Theory]
    [InlineData("level", "nowhere", 0, "there is no level 'nowhere'")]
    [InlineData("level", "../levels/rack", 0, "there is no level '../levels/rack'")]
    [InlineData("level", "ten-thousand", 0, "10000 workers are too many for the page; use a terminal: actorbackprop simulate ten-thousand")]
    [InlineData("mode", "eventual", 0, "There is no such mode.")]
    [InlineData("mode", "local", 0,
        "mode local averages parameters after plain SGD steps, and needs optimizer sgd (mode: the page; optimizer: config.resolved.json(13,3)).")]
    [InlineData("from", "", -1, "There is no such moment.")]
    public async Task An_invalid_next_game_is_refused_and_the_game_continues(string what, string name, double value, string sentence)
    {
        using var queue = new NextGames(SmallRun.NoEnvironment);
        var directory = $"refused-{what}-{sentence.Length}";
        using var run = SmallRun.Game(digits, directory, queue: queue, sets: ["optimizer=adam", "learningRate=0.01"]);
        await run.Snapshot();
        var refusal = await run.Session.DoAsync(new StudioCommand(what, Value: value, Name: name));
        Assert.Equal(sentence, refusal?.Replace(digits.At(directory) + Path.DirectorySeparatorChar, "", StringComparison.Ordinal));
        await run.Do("minibatch");
        Assert.Equal(1, (await run.Snapshot()).Steps);
    }

    private static string Fingerprint(ParameterSnapshot weights) => Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(
        System.Runtime.InteropServices.MemoryMarshal.AsBytes<float>(CanonicalOrder.FromMemory(weights.Network, weights.Parameters))));

    private static Dictionary<string, string> Sections(Moment moment) =>
        moment.Sections.ToDictionary(one => one.Name, one => JsonSerializer.Serialize(one.Content, Frame.Json));

    /// <summary>The moment that is kept after a step, between two things that are asked for.</summary>
    private static async Task<Moment> Kept(SessionRun<GameSession> run, long step)
    {
        using var reader = run.Session.Feed.Enter();
        while (true)
        {
            var frame = run.Session.Feed.Newest;
            if (run.Session.MomentAt(long.MaxValue) is { } moment && moment.Step == step) return moment;
            await run.Snapshot();
            await run.Session.Feed.After(frame).WaitAsync(TimeSpan.FromMinutes(1));
        }
    }

    /// <summary>It has gone to where the moment was.</summary>
    private static async Task There(SessionRun<GameSession> run, Moment moment)
    {
        using var reader = run.Session.Feed.Enter();
        while (true)
        {
            var frame = run.Session.Feed.Newest;
            var isThere = frame.Sections.FirstOrDefault(one => one.Name == "again").Json is { } again && again.AsSpan().SequenceEqual("null"u8)
                && run.Session.MomentAt(moment.Place.Turn)?.Place == moment.Place;
            if (isThere) return;
            await run.Snapshot();
            await run.Session.Feed.After(frame).WaitAsync(TimeSpan.FromMinutes(1));
        }
    }
}
