using ActorBackprop.Learning.Kernels;

namespace ActorBackprop.Learning.Gradients;

/// <summary>
/// Buffers in this process's own memory, as many as are needed; the one that was given back last is taken first, since it is in a
/// cache. One that is never returned is simply collected.
/// </summary>
/// <param name="length">Floats of each.</param>
public sealed class GradientBuffers(int length) : IGradientBuffers
{
    private readonly Lock _lock = new();
    private readonly Stack<Memory<float>> _free = [];

    /// <inheritdoc/>
    public Memory<float> Take()
    {
        lock (_lock)
            if (_free.TryPop(out var buffer)) return buffer;
        return Aligned.Floats(length);
    }

    /// <inheritdoc/>
    public void GiveBack(Memory<float> buffer)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(buffer.Length, length);
        lock (_lock) _free.Push(buffer);
    }
}
