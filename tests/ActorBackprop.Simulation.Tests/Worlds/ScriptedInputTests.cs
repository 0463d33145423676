using ActorBackprop.Simulation.Tests.Support;
using ActorBackprop.Simulation.Worlds;

namespace ActorBackprop.Simulation.Tests.Worlds;

public sealed class ScriptedInputTests
{
    /// <summary>Whatever has no fault can be done to a world, and what has one is not even tried.</summary>
    [Fact]
    public void A_valid_input_can_be_applied()
    {
        using var simulated = new Simulated(new WorldSettings(), SmallTraining.Plan(), null, 3);
        var done = 0;
        foreach (var kind in Enum.GetValues<InputKind>())
            foreach (var worker in new[] { -1, 1 })
                foreach (var value in new[] { 0, 0.5, 3, -1, 1e7, double.NaN })
                {
                    var input = new ScriptedInput { AtSeconds = 0, Do = kind, Workers = worker < 0 ? [] : [worker], Value = value };
                    if (input.Fault is not null) continue;
                    simulated.World.Apply(new WorldInput(kind, worker, value));
                    simulated.Game.Tick();
                    done++;
                }
        // Seven that concern a worker and have no value; then slow, join, latency, bandwidth (none), loss and learning rate with what they may have.
        Assert.Equal(7 + 2 + 1 + 3 + 2 + 2 + 2, done);
    }

    [Theory]
    [InlineData(InputKind.Crash, null), InlineData(InputKind.Leave, null), InlineData(InputKind.Pause, null), InlineData(InputKind.Cut, null)]
    [InlineData(InputKind.Restart, "forSeconds: expected 0, since nothing undoes restart, found 1")]
    [InlineData(InputKind.Heal, "forSeconds: expected 0, since nothing undoes heal, found 1")]
    public void Only_an_input_that_can_be_undone_has_a_duration(InputKind kind, string? fault) =>
        Assert.Equal(fault, new ScriptedInput { AtSeconds = 0, Do = kind, Workers = [0], ForSeconds = 1 }.Fault);
}
