using ActorBackprop.Actors.Messages;
using ActorBackprop.Learning.Gradients;

namespace ActorBackprop.Simulation.Computing;

/// <summary>Gradients that are zero and cost nothing: what is left is the protocol.</summary>
/// <param name="buffers">Where they come from.</param>
/// <param name="bytes">What the real one of a sum would take on a wire.</param>
internal sealed class NoGradients(GradientBuffers buffers, int bytes) : IGradients
{
    public IPendingGradient Begin(ComputeGradient work) => new Zero(work, buffers, bytes);

    private sealed class Zero(ComputeGradient work, GradientBuffers buffers, int bytes) : IPendingGradient
    {
        public IReadOnlyList<NodeSum> Finish()
        {
            var nodes = work.Part.Nodes(work.Minibatch);
            var sums = new NodeSum[nodes.Length];
            for (var i = 0; i < sums.Length; i++)
            {
                var gradient = buffers.Take();
                gradient.Span.Clear();
                sums[i] = new NodeSum(nodes[i], gradient, 0, 0) { Bytes = bytes };
            }
            return sums;
        }

        public void Abandon()
        {
        }
    }
}
