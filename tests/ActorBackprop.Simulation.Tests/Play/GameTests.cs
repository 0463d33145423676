using ActorBackprop.Actors.Messages;
using ActorBackprop.Simulation.Play;
using ActorBackprop.Simulation.Tests.Support;
using ActorBackprop.Simulation.Worlds;
using ActorBackprop.VirtualTime;

namespace ActorBackprop.Simulation.Tests.Play;

/// <summary>A game is ticks and inputs, and replays from them.</summary>
public sealed class GameTests
{
    private static readonly WorldSettings World = new()
    {
        Compute = new ComputeSettings { SecondsPerPart = 1e-3, Law = new Law { Kind = LawKind.Exponential } },
        Links = new LinkSettings { LatencySeconds = 50e-6, JitterSeconds = 50e-6 },
    };

    [Fact]
    public void A_tick_is_a_tick_of_virtual_time()
    {
        using var simulated = New();

        simulated.Game.Tick();
        Assert.Equal((1, TimeSpan.FromMilliseconds(1)), (simulated.Game.Ticks, simulated.World.Virtual.Now));
        simulated.Game.Tick(9);
        Assert.Equal((10, TimeSpan.FromMilliseconds(10)), (simulated.Game.Ticks, simulated.World.Virtual.Now));
    }

    [Fact]
    public void Single_ticks_and_many_at_once_give_the_same_game()
    {
        using var steps = New();
        using var leap = New();

        for (var tick = 0; tick < 100; tick++) steps.Game.Tick();
        leap.Game.Tick(100);

        Assert.Equal(leap.World.Virtual.Log.Hash, steps.World.Virtual.Log.Hash);
        Assert.True(leap.World.Virtual.Log.Count > 100);
    }

    [Fact]
    public void A_game_replays_from_its_seed_and_inputs_even_if_stepped_by_events()
    {
        using var played = New();
        var game = played.Game;
        game.Tick(5);
        game.Do(new WorldInput(InputKind.Slow, 1, 4));
        for (var n = 0; n < 7; n++) Assert.True(game.PlayEvent());
        game.Do(new WorldInput(InputKind.Crash, 0));
        game.Do(new WorldInput(InputKind.Join));
        game.Tick(20);
        game.Do(new WorldInput(InputKind.Restart, 0));
        game.Do(new WorldInput(InputKind.Cut, 2));
        game.Tick(3);
        game.Do(new WorldInput(InputKind.Heal, 2));
        game.Do(new WorldInput(InputKind.LearningRate, Value: 0.1));
        var weights = played.Run().Snapshot.Parameters;
        Assert.Equal(7, game.Inputs.Count);
        Assert.Equal(1, played.World.Virtual.Log[FaultKind.Crash]);

        using var again = New(game.Inputs);
        Assert.Equal(weights, again.Run().Snapshot.Parameters);
        Assert.Equal(played.World.Virtual.Log.Hash, again.World.Virtual.Log.Hash);
        Assert.Equal(game.Inputs, again.Game.Inputs);

        using var without = New();
        without.Run();
        Assert.NotEqual(played.World.Virtual.Log.Hash, without.World.Virtual.Log.Hash);
    }

    [Fact]
    public void The_observer_is_told_each_input_that_took_effect_with_its_place()
    {
        using var simulated = New();
        var told = new List<LoggedInput>();
        simulated.Game.Observer = told.Add;
        simulated.Game.Tick(3);
        simulated.Game.Do(new WorldInput(InputKind.Crash, 1));
        Assert.Throws<ArgumentException>(() => simulated.Game.Do(new WorldInput(InputKind.Crash, 99)));
        Assert.Equal(simulated.Game.Inputs, told);
        Assert.Equal((3, simulated.World.Virtual.Turns, TimeSpan.FromMilliseconds(3)), (told[0].Tick, told[0].Turn, told[0].At));
    }

    [Fact]
    public void A_game_knows_whether_inputs_are_to_come_and_refuses_impossible_ones()
    {
        using var right = New([new LoggedInput(0, 0, TimeSpan.FromMilliseconds(1), new WorldInput(InputKind.Crash, 1))]);
        Assert.True(right.Game.IsReplaying);
        right.Game.Tick(2);
        Assert.False(right.Game.IsReplaying);
        using var wrong = New([new LoggedInput(0, 0, TimeSpan.FromMilliseconds(1), new WorldInput(InputKind.Crash, 99))]);
        Assert.Contains("there is no worker 99", Assert.Throws<VirtualTimeException>(() => wrong.Game.Tick(2)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_impossible_input_is_refused_and_not_logged()
    {
        using var simulated = New();
        Assert.Throws<ArgumentException>(() => simulated.Game.Do(new WorldInput(InputKind.Crash, 99)));
        Assert.Throws<ArgumentException>(() => simulated.Game.Do(new WorldInput(InputKind.Slow, 1, -1)));
        Assert.Throws<ArgumentException>(() => simulated.Game.Do(new WorldInput(InputKind.Loss, Value: 2)));
        Assert.Empty(simulated.Game.Inputs);
        Assert.Equal(TrainingEnd.Completed, simulated.Run().End);
    }

    [Fact]
    public void A_picture_shows_which_workers_compute_and_which_messages_are_in_flight()
    {
        using var simulated = New();
        simulated.Game.RunUntil(() => simulated.World.Workers.Count(worker => worker.Activity is not null) >= 3, TimeSpan.FromSeconds(1));
        simulated.Game.Do(new WorldInput(InputKind.Crash, 0));
        simulated.Game.Do(new WorldInput(InputKind.Pause, 1));

        var picture = Picture.Of(simulated.Game, null);

        Assert.Equal(WorkerState.Gone, picture.Workers[0].State);
        Assert.Equal(WorkerState.Paused, picture.Workers[1].State);
        Assert.Contains(picture.Workers, worker => worker is { State: WorkerState.Computing, Step: 0, Progress: >= 0 and <= 1 });
        Assert.Contains(KeyValuePair.Create(FaultKind.Crash, 1L), picture.Faults);
    }

    private static Simulated New(IReadOnlyList<LoggedInput>? replay = null) =>
        new(World, SmallTraining.Plan(), SmallTraining.Data, 4, replay);
}
