using ActorBackprop.Actors.Protocol;
using ActorBackprop.Learning.Gradients;

namespace ActorBackprop.Simulation.Computing;

/// <summary>Gradients that are zero and cost nothing: what is left is the protocol.</summary>
internal sealed class NoGradients(GradientBuffers buffers) : IGradients
{
    public IPendingGradient Begin(ComputeGradient work) => new Zero(work, buffers);

    private sealed class Zero(ComputeGradient work, GradientBuffers buffers) : IPendingGradient
    {
        public IReadOnlyList<NodeSum> Finish()
        {
            var nodes = work.Part.Nodes(work.Minibatch.Microbatches);
            var sums = new NodeSum[nodes.Length];
            for (var i = 0; i < sums.Length; i++)
            {
                var gradient = buffers.Take();
                gradient.Span.Clear();
                sums[i] = new NodeSum(nodes[i], gradient, 0, 0);
            }
            return sums;
        }

        public void Abandon()
        {
        }
    }
}
