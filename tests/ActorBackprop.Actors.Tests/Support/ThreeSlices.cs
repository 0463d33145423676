using ActorBackprop.Actors.Messages;
using ActorBackprop.Learning.Gradients;
using ActorBackprop.Learning.Networks;
using ActorBackprop.Learning.Training;

namespace ActorBackprop.Actors.Tests.Support;

/// <summary>
/// <see cref="OneWeight"/>'s training with four inputs: 40 floats, which three shards share as [0, 16), [16, 32) and
/// [32, 40). One number of each slice is looked at: the first input's weight, the third's, and the bias.
/// </summary>
internal static class ThreeSlices
{
    public const int Shards = 3;

    public static readonly int[] Places = [0, 16, 32];

    public static TrainingPlan Plan(int stepsPerEpoch = 4) => OneWeight.Plan(stepsPerEpoch) with
    {
        Network = new Network([4, 1], [Activation.Identity], Cost.Quadratic),
    };

    public static TrainingSnapshot Beginning(int states = 0) =>
        new(0, Floats(1, 2, 3), [.. Enumerable.Range(0, states).Select(_ => Floats(0, 0, 0))], default);

    /// <summary>Anything laid out like the parameters.</summary>
    public static float[] Floats(float first, float second, float third)
    {
        var floats = new float[40];
        (floats[Places[0]], floats[Places[1]], floats[Places[2]]) = (first, second, third);
        return floats;
    }

    /// <summary>An answer whose first node has these numbers and whose others have zeros.</summary>
    public static GradientComputed Answer(ComputeGradient work, WorkerId worker, float first, float second, float third)
    {
        var sums = work.Part.Nodes(work.Minibatch.Microbatches).Select((node, i) =>
            new NodeSum(node, i == 0 ? Floats(first, second, third) : Floats(0, 0, 0), 0.25, 1));
        return new GradientComputed(work.Run, worker, work.Minibatch.Step, work.Part, work.Version, [.. sums], TimeSpan.Zero);
    }
}
