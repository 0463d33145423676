namespace ActorBackprop.Learning.Gradients;

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
