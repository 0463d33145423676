using System.Collections.Concurrent;

namespace ActorBackprop.Learning.Gradients;

/// <summary>
/// Arrays of one length, used again instead of allocated anew. Whoever takes one owns it and may give it away; only its
/// last owner may return it, and only when nobody else can still read it. One that is never returned is simply collected.
/// Safe to share.
/// </summary>
public sealed class GradientBuffers(int length)
{
    private readonly ConcurrentQueue<float[]> _free = [];

    /// <summary>An array whose content is undefined.</summary>
    public float[] Take() => _free.TryDequeue(out var buffer) ? buffer : GC.AllocateUninitializedArray<float>(length);

    /// <summary>Gives an array back.</summary>
    public void Return(float[] buffer)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(buffer.Length, length);
        _free.Enqueue(buffer);
    }
}
