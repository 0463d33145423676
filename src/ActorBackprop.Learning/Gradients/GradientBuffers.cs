using ActorBackprop.Learning.Kernels;

namespace ActorBackprop.Learning.Gradients;

/// <summary>
/// Buffers in this process's own memory, as many as needed; the one returned last is taken first, since it is in a
/// cache. A buffer that is never returned is garbage collected.
/// </summary>
/// <param name="length">The floats of each buffer.</param>
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
/// A pool of buffers of one length, laid out like the parameters. A buffer's taker owns it and may pass the ownership on;
/// only its last owner may return it, and only when no other thread can still read it. Safe to share.
/// </summary>
public interface IGradientBuffers
{
    /// <summary>Takes a buffer, whose content is undefined.</summary>
    Memory<float> Take();

    /// <summary>Returns a buffer to the pool.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The buffer has another length.</exception>
    void GiveBack(Memory<float> buffer);
}
