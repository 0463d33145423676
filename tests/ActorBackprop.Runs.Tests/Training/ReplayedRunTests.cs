using System.Text.Json.Nodes;
using ActorBackprop.Actors.Messages;
using ActorBackprop.Runs.Files;
using ActorBackprop.Runs.Training;
using ActorBackprop.Simulation.Play;
using ActorBackprop.Simulation.Worlds;
using ActorBackprop.Testing;

namespace ActorBackprop.Runs.Tests.Training;

/// <summary>What a run left is enough to do it once more, to the last event.</summary>
public sealed class ReplayedRunTests(SmallDigits digits) : IClassFixture<SmallDigits>
{
    [Fact]
    public void A_game_replays_from_its_directory_with_everything_that_was_done_by_hand()
    {
        var played = Play("played");
        var replay = Simulation.Replay(digits.At("played"));
        Assert.Empty(replay.Differences());
        Assert.True(replay is { IsCompared: true, HasEnded: true });
        Assert.Equal(played.Simulation!.Inputs, replay.Again.Simulation!.Inputs);
        Assert.Equal(4, played.Simulation.Inputs.Count);
        Assert.Equal(played.Simulation.EventsSha256, replay.Again.Simulation.EventsSha256);
    }

    [Fact]
    public void A_replay_writes_nothing_to_the_runs_directory_and_leaves_no_files()
    {
        Play("untouched");
        var before = Contents("untouched");
        var again = Simulation.Replay(digits.At("untouched")).Again.Start.Directory;
        Assert.Equal(before, Contents("untouched"));
        Assert.False(Path.Exists(again));
        Assert.NotEqual(digits.At("untouched"), again);
    }

    /// <summary>Wherever a game is left, in the middle of events or between them, with inputs there.</summary>
    [Theory, InlineData(1), InlineData(17), InlineData(100), InlineData(101)]
    public void A_game_that_was_left_by_hand_replays_to_the_same_place(int events)
    {
        var name = $"left-{events}";
        var left = Execute(name, new()
        {
            World = Simulation.Rough,
            Play = (game, _) =>
            {
                for (var n = 0; n < events; n++) game.PlayEvent();
                game.Do(new WorldInput(InputKind.Crash, 2));
                game.Do(new WorldInput(InputKind.Join));
            },
        });
        Assert.Equal(TrainingEnd.Stopped, left.End);
        var replay = Simulation.Replay(digits.At(name));
        Assert.Empty(replay.Differences());
        Assert.Equal(left.Steps, replay.Again.Steps);
        Assert.Equal(left.Simulation!.StoppedAt, replay.Again.Simulation!.StoppedAt);
    }

    [Fact]
    public void A_run_that_ended_at_a_virtual_time_replays_to_there()
    {
        var until = Execute("until", new() { World = Simulation.Rough, Until = TimeSpan.FromMilliseconds(20) });
        var replay = Simulation.Replay(digits.At("until"));
        Assert.Empty(replay.Differences());
        Assert.Equal((TrainingEnd.Stopped, until.Steps), (replay.Again.End, replay.Again.Steps));
    }

    [Fact]
    public void The_protocol_alone_replays_by_its_events()
    {
        Execute("protocol", new() { World = Simulation.Rough, NoGradient = true });
        var replay = Simulation.Replay(digits.At("protocol"));
        Assert.Empty(replay.Differences());
        Assert.Null(replay.Again.WeightsSha256);
    }

    [Fact]
    public void A_run_on_a_machine_s_profile_replays()
    {
        var world = new WorldSettings { Profile = SimulatedRunTests.Profile };
        Execute("profile", new() { World = world, NoGradient = true });
        var replay = Simulation.Replay(digits.At("profile"));
        Assert.Empty(replay.Differences());
        Assert.True(replay.Again.Simulation!.IsValidated);
    }

    [Fact]
    public void A_replay_to_a_requested_virtual_time_compares_nothing()
    {
        Play("up-to");
        var replay = Simulation.Replay(digits.At("up-to"), TimeSpan.FromMilliseconds(7));
        Assert.False(replay.IsCompared);
        Assert.Empty(replay.Differences());
        Assert.Equal(TimeSpan.FromMilliseconds(7), replay.Again.Simulation!.StoppedAt!.At);
        Assert.NotEqual(replay.Record.EventsSha256, replay.Again.Simulation.EventsSha256);
    }

    [Fact]
    public void A_viewed_game_is_compared_unless_the_user_changes_or_leaves_it()
    {
        Play("looked-at");
        var seen = Look((game, isOver) => game.RunUntil(isOver, TimeSpan.FromHours(1)));
        Assert.True(seen is { IsCompared: true, HasEnded: true });
        Assert.Empty(seen.Differences());
        var left = Look((game, _) => game.Tick(3));
        Assert.False(left.IsCompared);
        var touched = Look((game, isOver) =>
        {
            game.RunUntil(() => !game.IsReplaying, TimeSpan.FromHours(1));
            game.Do(new WorldInput(InputKind.Slow, 0, 2));
            game.RunUntil(isOver, TimeSpan.FromHours(1));
        });
        Assert.NotEqual(seen.Record.EventsSha256, touched.Again.Simulation!.EventsSha256);
        Assert.Empty(touched.Differences());

        ReplayResult Look(Action<Game, Func<bool>> play) => ReplayedRun.Execute(
            digits.At("looked-at"), null, new RecordingListener(), TimeProvider.System, CancellationToken.None, play);
    }

    [Fact]
    public void A_game_that_was_killed_replays_to_the_training_s_end()
    {
        var played = Play("killed");
        Change("killed", record =>
        {
            (record["ended"], record["exitCode"], record["weightsSha256"]) = (null, null, null);
            Assert.True(record.Remove("eventsSha256") && record.Remove("events") && record.Remove("virtualSeconds"));
        });
        File.AppendAllText(Path.Combine(digits.At("killed"), "inputs.jsonl"), "{\"tick\":99,\"tu");

        var replay = Simulation.Replay(digits.At("killed"));
        Assert.False(replay.HasEnded);
        Assert.Empty(replay.Differences());
        Assert.Equal(played.Simulation!.EventsSha256, replay.Again.Simulation!.EventsSha256);
    }

    [Fact]
    public void A_run_that_has_lost_residuals_is_not_replayed_since_its_weights_depend_on_when()
    {
        Play("residuals");
        Change("residuals", record => record["residualsLost"] = 3);
        var refusal = Assert.Throws<RunException>(() => Simulation.Replay(digits.At("residuals")));
        Assert.Equal(ExitCode.Incompatible, refusal.Code);
        Assert.Contains(" lost 3 residuals ", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("world.json", "\"loss\": 0.03", "\"loss\": 0.02", "eventsSha256")]
    [InlineData("inputs.jsonl", "\"do\":\"cut\",\"worker\":2", "\"do\":\"cut\",\"worker\":1", "eventsSha256")]
    [InlineData("config.resolved.json", "\"learningRate\": 1.5", "\"learningRate\": 1.25", "weightsSha256")]
    [InlineData("run.json", "\"eventsSha256\": \"", "\"eventsSha256\": \"0", "eventsSha256")]
    [InlineData("run.json", "\"weightsSha256\": \"", "\"weightsSha256\": \"0", "weightsSha256")]
    public void A_run_whose_files_were_changed_differs_and_it_is_said_in_what(string file, string was, string becomes, string differs)
    {
        var name = $"tampered-{file}-{differs}";
        Play(name);
        Edit(name, file, was, becomes);
        var differences = Simulation.Replay(digits.At(name)).Differences().ToList();
        Assert.Contains(differs, differences.Select(one => one.Name));
        Assert.All(differences, one => Assert.NotEqual(one.Was, one.Is));
    }

    [Theory]
    [InlineData("inputs.jsonl", "\"worker\":2", "\"worker\":50", "cannot be applied again: there is no worker 50")]
    [InlineData("run.json", "\"stoppedAtTurn\": ", "\"stoppedAtTurn\": 99999", "this is a different run")]
    public void A_run_whose_files_are_not_of_one_run_cannot_be_replayed(string file, string was, string becomes, string says)
    {
        var name = $"impossible-{file}";
        Execute(name, new()
        {
            World = Simulation.Rough,
            Play = (game, _) => { game.Tick(5); game.Do(new WorldInput(InputKind.Cut, 2)); game.Tick(5); },
        });
        Edit(name, file, was, becomes);
        var refusal = Assert.Throws<RunException>(() => Simulation.Replay(digits.At(name)));
        Assert.Equal(ExitCode.WrongBits, refusal.Code);
        Assert.Contains(says, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_real_training_is_done_again_and_its_weights_compared()
    {
        Execute("real", null);
        var replay = Simulation.Replay(digits.At("real"));
        Assert.Empty(replay.Differences());
        Assert.Null(replay.Again.Simulation);
        Edit("real", "config.resolved.json", "\"seed\": 1", "\"seed\": 2");
        Assert.Equal(["weightsSha256"], Simulation.Replay(digits.At("real")).Differences().Select(one => one.Name));
    }

    [Fact]
    public void A_training_that_was_stopped_has_nothing_to_compare_with()
    {
        Execute("stopped", null);
        Change("stopped", record => record["exitCode"] = 130);
        var refusal = Assert.Throws<RunException>(() => Simulation.Replay(digits.At("stopped")));
        Assert.Equal((ExitCode.Incompatible, RunFault.Unfinished, digits.At("stopped")), (refusal.Code, refusal.Fault, refusal.Run));
    }

    [Fact]
    public void A_virtual_time_is_for_simulated_runs()
    {
        Execute("real-until", null);
        Assert.Equal(ExitCode.Usage, Assert.Throws<RunException>(() => Simulation.Replay(digits.At("real-until"), TimeSpan.FromSeconds(1))).Code);
    }

    [Theory]
    [InlineData("nothing", "expected the record of a run, found something else.")]
    [InlineData("null", "expected the record of a run, found null.")]
    [InlineData("{}", "expected the record of a run, found something else.")]
    public void A_record_that_is_none_is_one_sentence(string text, string sentence)
    {
        var directory = Directory.CreateDirectory(digits.At($"record-{text.Length}")).FullName;
        File.WriteAllText(Path.Combine(directory, "run.json"), text);
        Assert.Equal($"{Path.Combine(directory, "run.json")}: {sentence}",
            Assert.Throws<RunDirectoryException>(() => Simulation.Replay(directory)).Message);
    }

    /// <summary>A game with a crash, a cut, a new worker and another learning rate by hand, played to the training's end.</summary>
    private RunResult Play(string name) => Execute(name, new()
    {
        World = Simulation.Rough,
        Play = (game, isOver) =>
        {
            game.Tick(2);
            game.Do(new WorldInput(InputKind.Crash, 1));
            for (var n = 0; n < 11; n++) game.PlayEvent();
            game.Do(new WorldInput(InputKind.Cut, 2));
            game.Do(new WorldInput(InputKind.Join));
            game.Tick(5);
            game.Do(new WorldInput(InputKind.LearningRate, Value: 0.5));
            game.RunUntil(isOver, TimeSpan.MaxValue);
        },
    });

    private RunResult Execute(string name, SimulationRequest? simulation) => Simulation.Execute(Simulation.Request(digits, name, simulation!));

    private void Change(string name, Action<JsonObject> change)
    {
        var path = Path.Combine(digits.At(name), "run.json");
        var record = JsonNode.Parse(File.ReadAllText(path))!.AsObject();
        change(record);
        File.WriteAllText(path, record.ToJsonString());
    }

    private void Edit(string name, string file, string was, string becomes)
    {
        var path = Path.Combine(digits.At(name), file);
        var text = File.ReadAllText(path);
        Assert.Contains(was, text, StringComparison.Ordinal);
        File.WriteAllText(path, text.Replace(was, becomes, StringComparison.Ordinal));
    }

    private Dictionary<string, string> Contents(string name) =>
        Directory.GetFiles(digits.At(name), "*", SearchOption.AllDirectories)
            .ToDictionary(path => path, path => Convert.ToHexString(File.ReadAllBytes(path)));
}
