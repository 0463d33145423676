using System.Collections.Concurrent;
using ActorBackprop.Learning.Kernels;

namespace ActorBackprop.Learning.Gradients;

/// <summary>Buffers in this process's own memory, as many as are needed. One that is never returned is simply collected.</summary>
/// <param name="length">Floats of each.</param>
public sealed class GradientBuffers(int length) : IGradientBuffers
{
    private readonly ConcurrentQueue<Memory<float>> _free = [];

    /// <inheritdoc/>
    public Memory<float> Take() => _free.TryDequeue(out var buffer) ? buffer : Aligned.Floats(length);

    /// <inheritdoc/>
    public void GiveBack(Memory<float> buffer)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(buffer.Length, length);
        _free.Enqueue(buffer);
    }
}
