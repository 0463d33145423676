using ActorBackprop.Actors.Protocol;
using ActorBackprop.Learning.Gradients;
using ActorBackprop.Learning.Sampling;

namespace ActorBackprop.Actors.Tests.Support;

/// <summary>Parts made by hand.</summary>
internal static class Work
{
    public static ComputeGradient Of(long step, int from = 0, int to = 5, string run = "the-run") =>
        new(run, new Minibatch(step, 0, 0, 10, 2), new Part(from, to), step, []);
}
