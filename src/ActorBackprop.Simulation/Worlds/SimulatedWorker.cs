using ActorBackprop.Simulation.Computing;
using ActorBackprop.VirtualTime;

namespace ActorBackprop.Simulation.Worlds;

/// <summary>A worker's place in the world.</summary>
public sealed class SimulatedWorker
{
    private readonly PartTimes _times;

    internal SimulatedWorker(int number, PartTimes times) => (Number, _times) = (number, times);

    /// <summary>Its number.</summary>
    public int Number { get; }

    /// <summary>Its machine.</summary>
    public Node Node { get; internal set; } = null!;

    /// <summary>What it computes; null when it is idle or gone.</summary>
    public Activity? Activity => Node.IsUp ? Computation.Current : null;

    /// <summary>How many times as long its parts take.</summary>
    public double Factor
    {
        get;
        internal set => _times.Slow(Number, field = value);
    } = 1;

    internal ModelledComputation Computation { get; set; } = null!;
}
