using ActorBackprop.Simulation.Play;
using ActorBackprop.Simulation.Tests.Support;
using ActorBackprop.Simulation.Worlds;

namespace ActorBackprop.Simulation.Tests.Play;

/// <summary>How long steps take to watch, by a clock that is moved a frame at a time.</summary>
public sealed class PaceTests
{
    private const double PartSeconds = 1e-3; // what a step takes: all parts are computed at once, and messages take no time

    private static readonly WorldSettings World = GameLoop.Smooth(new() { Compute = new() { SecondsPerPart = PartSeconds, FlopsPerSecond = 0 } });

    [Theory]
    [InlineData(4, 1), InlineData(4, 0.2), InlineData(4, 5), InlineData(2, 5), InlineData(400, 1)]
    public void Steps_take_the_held_real_seconds_whatever_the_first_was_expected_to_take(double seconds, double timesExpected)
    {
        using var watched = new Watched(PartSeconds * timesExpected);
        watched.Pace.StepSeconds = seconds;
        watched.SecondsOfStep();
        for (var step = 2; step <= 6; step++) Assert.InRange(watched.SecondsOfStep(), 0.9 * seconds, 1.1 * seconds);
        Assert.Equal(seconds, watched.Pace.StepSeconds);
    }

    [Fact]
    public void A_step_a_hundred_times_as_long_is_played_faster_the_longer_it_takes()
    {
        using var watched = new Watched(PartSeconds);
        watched.Pace.StepSeconds = 4;
        for (var step = 1; step <= 3; step++) watched.SecondsOfStep();
        watched.Simulated.Game.Do(new WorldInput(InputKind.Slow, 1, 100));
        watched.SecondsOfStep(); // its part may have been dealt before
        Assert.InRange(watched.SecondsOfStep(), 4 * (1 + Math.Log(100)) * 0.9, 4 * (1 + Math.Log(100)) * 1.1);
        Assert.InRange(watched.Pace.VirtualStepSeconds, 0.9 * PartSeconds, 1.1 * PartSeconds);
        watched.Simulated.Game.Do(new WorldInput(InputKind.Slow, 1, 1));
        watched.SecondsOfStep(); // its part may have been dealt before
        watched.SecondsOfStep(); // begun in the frame in which the long one ended
        Assert.InRange(watched.SecondsOfStep(), 3.6, 4.4);
    }

    [Fact]
    public void A_given_speed_is_kept_however_long_the_steps_are()
    {
        using var watched = new Watched(PartSeconds);
        watched.Loop.Speed = 1e-3;
        for (var step = 1; step <= 3; step++) Assert.InRange(watched.SecondsOfStep(), 0.9, 1.1);
        watched.Pace.Stretch(2);
        Assert.Equal((0.5e-3, false), (watched.Loop.Speed, watched.Pace.IsHeld));
    }

    /// <summary>A game before a person.</summary>
    private sealed class Watched : TimeProvider, IDisposable
    {
        private static readonly TimeSpan Frame = TimeSpan.FromMilliseconds(33);

        private long _now, _began, _completed;

        public Watched(double expectedStepSeconds)
        {
            Loop = new GameLoop(Simulated.Game, this);
            Pace = new Pace(Simulated.Game, Loop, expectedStepSeconds);
            Simulated.World.ComputeStarted += (_, activity) =>
            {
                // The first part of a step is dealt when the step before is complete.
                if (activity.Step != _completed + 1) return;
                _completed++;
                Pace.StepCompleted();
            };
        }

        public Simulated Simulated { get; } = new(World, SmallTraining.Plan(), SmallTraining.Data, 4);

        public GameLoop Loop { get; }

        public Pace Pace { get; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _now;

        /// <summary>Plays until the next step is complete.</summary>
        /// <returns>The real seconds it took.</returns>
        public double SecondsOfStep()
        {
            for (var before = _completed; _completed == before; Loop.Advance())
            {
                _now += Frame.Ticks;
                Pace.Adjust();
            }
            var began = _began;
            _began = _now;
            return TimeSpan.FromTicks(_now - began).TotalSeconds;
        }

        public void Dispose() => Simulated.Dispose();
    }
}
