using ActorBackprop.Simulation.Play;
using ActorBackprop.Simulation.Worlds;

namespace ActorBackprop.Cli.Tests.Watching;

/// <summary>Keys are inputs of the game.</summary>
public sealed class WatchKeysTests : IDisposable
{
    private readonly Played _played = new();

    [Fact]
    public void Each_key_that_touches_the_world_is_logged_as_an_input()
    {
        _played.Game.Tick(3);
        _played.Press(ConsoleKey.DownArrow);
        foreach (var key in "kpscalwo-") _played.Press(key);
        _played.Press('k');

        Assert.Equal(
            [
                new WorldInput(InputKind.Crash, 1), new WorldInput(InputKind.Pause, 1), new WorldInput(InputKind.Slow, 1, 10),
                new WorldInput(InputKind.Cut, 1), new WorldInput(InputKind.Join), new WorldInput(InputKind.Latency, Value: 0.001),
                new WorldInput(InputKind.Bandwidth, Value: 1e8), new WorldInput(InputKind.Loss, Value: 0.01), new WorldInput(InputKind.LearningRate, Value: 0.75),
                new WorldInput(InputKind.Restart, 1),
            ],
            _played.Game.Inputs.Select(logged => logged.Input));
        Assert.All(_played.Game.Inputs, logged => Assert.Equal(3, logged.Tick));
        Assert.Equal(5, _played.World.Workers.Count);
        Assert.Contains(_played.State.Events, line => line.Contains("crash", StringComparison.Ordinal) && line.Contains("worker-1", StringComparison.Ordinal));
    }

    [Fact]
    public void Space_pauses_and_goes_on()
    {
        _played.Press(' ');
        Assert.True(_played.Loop.IsPaused);
        _played.Press(' ');
        Assert.False(_played.Loop.IsPaused);
    }

    [Fact]
    public void A_dot_plays_one_event_and_n_one_minibatch()
    {
        _played.Press('.');
        Assert.True(_played.Loop.IsPaused);
        Assert.Equal(1, _played.World.Virtual.Log.Count);

        _played.Press('n');
        Assert.Equal(1, _played.State.Last?.Steps);
        _played.Press(ConsoleKey.RightArrow);
        Assert.Equal(2, _played.State.Last?.Steps);
    }

    [Fact]
    public void Brackets_halve_and_double_the_speed_within_its_limits()
    {
        _played.Press('[');
        Assert.Equal(0.5, _played.Loop.Speed);
        _played.Press(']');
        _played.Press(']');
        Assert.Equal(2, _played.Loop.Speed);
        for (var n = 0; n < 40; n++) _played.Press(']');
        Assert.Equal(GameLoop.MaxSpeed, _played.Loop.Speed);
        _played.Press('u');
        Assert.True(_played.Loop.IsUnbounded);
    }

    [Fact]
    public void A_slash_goes_through_the_states_and_back_to_all()
    {
        var filters = new List<WorkerState?>();
        do
        {
            _played.Press('/');
            filters.Add(_played.State.Filter);
        }
        while (_played.State.Filter is not null);
        Assert.Equal([.. Enum.GetValues<WorkerState>().Select(state => (WorkerState?)state), null], filters);
    }

    [Fact]
    public void The_choice_stays_among_the_workers()
    {
        for (var n = 0; n < 9; n++) _played.Press(ConsoleKey.DownArrow);
        Assert.Equal(3, _played.State.Selected);
        for (var n = 0; n < 9; n++) _played.Press(ConsoleKey.UpArrow);
        Assert.Equal(0, _played.State.Selected);
        _played.Press('q');
        Assert.True(_played.State.IsLeaving);
    }

    public void Dispose() => _played.Dispose();
}
