using ActorBackprop.Learning.Training;
using ActorBackprop.Simulation.Worlds;

namespace ActorBackprop.Simulation.Play;

/// <summary>
/// Holds a game at a number of real seconds per step, however much virtual time its steps take: the speed follows the last completed
/// steps. A step that takes longer than those is played faster the longer it takes, since otherwise nothing would move for minutes while
/// a lost message is awaited: a step of n times the length takes 1 + ln n times as long to watch.
/// </summary>
/// <param name="game">The game.</param>
/// <param name="loop">Plays it; its speed is set here.</param>
/// <param name="expectedStepSeconds">Virtual seconds that the first step is expected to take.</param>
public sealed class Pace(Game game, GameLoop loop, double expectedStepSeconds)
{
    /// <summary>The real seconds per step at which a person can follow the game.</summary>
    public const double HumanStepSeconds = 4;

    private const double FlopsPerParameterAndSample = 4;

    private const int RecentSteps = 5;

    private readonly Queue<double> _recent = new(); // virtual seconds of each
    private TimeSpan _began;
    private double? _held;

    /// <summary>Virtual seconds per step: the median of the last few steps; before the first, the expected value.</summary>
    public double VirtualStepSeconds { get; private set; } = expectedStepSeconds;

    /// <summary>
    /// Real seconds per step. Once set it is held, within the limits of <see cref="GameLoop.Speed"/>; the value is what these
    /// allow.
    /// </summary>
    public double StepSeconds
    {
        get => Math.Clamp(_held ?? VirtualStepSeconds / loop.Speed, VirtualStepSeconds / GameLoop.MaxSpeed, VirtualStepSeconds / GameLoop.MinSpeed);
        set
        {
            _held = value;
            Adjust();
        }
    }

    /// <summary>Whether real seconds per step are held; if not, the speed is constant. Default: no.</summary>
    public bool IsHeld => _held is not null;

    /// <summary>Multiplies the real seconds per step by a factor; where none are held, divides the speed.</summary>
    public void Stretch(double factor)
    {
        if (IsHeld) StepSeconds *= factor;
        else loop.Speed /= factor;
    }

    /// <summary>Notes that a step was completed now.</summary>
    public void StepCompleted()
    {
        var now = game.World.Virtual.Now;
        _recent.Enqueue((now - _began).TotalSeconds);
        _began = now;
        if (_recent.Count > RecentSteps) _recent.Dequeue();
        var median = _recent.Order().ElementAt(_recent.Count / 2);
        if (median > 0) VirtualStepSeconds = median; // 0 in a world without any delay
        Adjust();
    }

    /// <summary>Sets the speed of the next frame; called before each frame.</summary>
    public void Adjust()
    {
        var isTaking = (game.World.Virtual.Now - _began).TotalSeconds;
        if (_held is { } seconds) loop.Speed = Math.Max(VirtualStepSeconds, isTaking) / seconds;
    }

    /// <summary>Estimates the virtual time of a world's first step: the way to the workers, the slowest part, the way back.</summary>
    /// <param name="world">The world.</param>
    /// <param name="plan">The training.</param>
    /// <param name="workers">The number of workers.</param>
    public static double ExpectedStepSeconds(WorldSettings world, TrainingPlan plan, int workers)
    {
        var (compute, links) = (world.Compute, world.Links);
        var microbatches = (plan.Minibatch + plan.Microbatch - 1) / plan.Microbatch;
        var samples = (microbatches + workers - 1) / workers * plan.Microbatch;
        var flops = compute.FlopsPerSecond > 0 ? FlopsPerParameterAndSample * plan.Network.ParameterCount / compute.FlopsPerSecond : 0;
        var slowest = compute.Stragglers.Count > 0 ? compute.Stragglers.Max(one => one.Factor) : 1;
        var way = links.LatencySeconds + (links.BytesPerSecond > 0 ? plan.Network.ParameterCount * sizeof(float) / links.BytesPerSecond : 0);
        var server = (world.Server.BytesPerSecond > 0 ? plan.Network.ParameterCount * sizeof(float) / world.Server.BytesPerSecond : 0)
            + world.Server.SecondsPerMessage + plan.Network.ParameterCount * world.Server.SecondsPerGradientParameter;
        // While the last workers are sent their parts the first ones compute and answer.
        var queue = (Math.Min(workers, microbatches) + 1) * server;
        return 2 * way + queue + slowest * (compute.SecondsPerPart + samples * (compute.SecondsPerSample + flops));
    }
}
