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
        return AlignedMemory.Allocate(length);
    }

    /// <inheritdoc/>
    public void GiveBack(Memory<float> buffer)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(buffer.Length, length);
        lock (_lock) _free.Push(buffer);
    }
}

/// <summary>
/// Memory of one length, laid out like the parameters, used again instead of allocated anew. Whoever takes a buffer owns it
/// and may give it away; only its last owner may return it, and only when nobody else can still read it. Safe to share.
/// </summary>
public interface IGradientBuffers
{
    /// <summary>A buffer whose content is undefined.</summary>
    Memory<float> Take();

    /// <summary>Gives a buffer back.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It has another length.</exception>
    void GiveBack(Memory<float> buffer);
}
