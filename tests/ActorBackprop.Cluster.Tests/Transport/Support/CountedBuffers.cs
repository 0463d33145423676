using ActorBackprop.Learning.Gradients;

namespace ActorBackprop.Cluster.Tests.Transport.Support;

/// <summary>Buffers whose takes and returns are counted, and none of which is returned twice.</summary>
internal sealed class CountedBuffers(int length) : IGradientBuffers
{
    private readonly Lock _gate = new();
    private readonly List<Memory<float>> _out = [];

    public int Out
    {
        get
        {
            lock (_gate) return _out.Count;
        }
    }

    public Memory<float> Take()
    {
        Memory<float> buffer = new float[length];
        lock (_gate) _out.Add(buffer);
        return buffer;
    }

    public void GiveBack(Memory<float> buffer)
    {
        lock (_gate) Assert.True(_out.Remove(buffer), "a buffer was returned that was not taken, or twice");
        buffer.Span.Fill(float.NaN); // a reader would notice
    }
}
