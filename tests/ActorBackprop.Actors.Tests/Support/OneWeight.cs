using ActorBackprop.Actors.Messages;
using ActorBackprop.Learning.Gradients;
using ActorBackprop.Learning.Networks;
using ActorBackprop.Learning.Optimizers;
using ActorBackprop.Learning.Sampling;
using ActorBackprop.Learning.Training;

namespace ActorBackprop.Actors.Tests.Support;

/// <summary>
/// The smallest training there is, to be followed with a pencil: a = w x + b, η = ½, five microbatches of one sample to a
/// minibatch, so that a step is w ← w − Σg / 10. It begins at w = 1, b = 2.
/// </summary>
internal static class OneWeight
{
    public const int Microbatches = 5;

    /// <summary>Where w and b stand in memory: each layer's weights and biases are padded to eight floats.</summary>
    public const int W = 0, B = 8;

    public static Network Network { get; } = new([1, 1], [Activation.Identity], Cost.Quadratic);

    public static TrainingPlan Plan(int stepsPerEpoch = 4, int epochs = 1, int minibatch = Microbatches) => new()
    {
        Network = Network,
        Samples = stepsPerEpoch * minibatch,
        Minibatch = minibatch,
        Microbatch = 1,
        Epochs = epochs,
        Seed = 1,
        Initializer = Initializer.Normal,
        Optimizer = new OptimizerOptions { LearningRate = 0.5f },
    };

    public static TrainingSnapshot Beginning(long steps = 0) => new(steps, Floats(1, 2), [], default);

    /// <summary>Anything laid out like the parameters.</summary>
    public static float[] Floats(float w, float b)
    {
        var floats = new float[Network.ParameterLength];
        (floats[W], floats[B]) = (w, b);
        return floats;
    }

    /// <summary>
    /// An answer whose first node has the numbers given and whose others have zeros; each sample costs ¼ and is right.
    /// </summary>
    public static GradientComputed Answer(ComputeGradient work, WorkerId worker, float dw = 0, float db = 0)
    {
        var sums = work.Part.Nodes(work.Minibatch.Microbatches).Select((node, i) =>
            new NodeSum(node, i == 0 ? Floats(dw, db) : Floats(0, 0), 0.25 * (node.To - node.From), node.To - node.From));
        return new GradientComputed(work.Run, worker, work.Minibatch.Step, work.Part, work.Version, [.. sums], TimeSpan.FromMilliseconds(3));
    }

    /// <summary>What a server would send.</summary>
    public static ComputeGradient Work(long step, int from = 0, int to = Microbatches, string run = ServerTest.Run) =>
        new(run, Minibatch.Of(Plan(stepsPerEpoch: 100), step), new Part(from, to), step, Floats(1, 2));
}
