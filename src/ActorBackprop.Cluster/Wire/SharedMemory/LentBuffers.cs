using ActorBackprop.Learning.Gradients;

namespace ActorBackprop.Cluster.Wire.SharedMemory;

/// <summary>The buffers of one worker's computation: first those that the leader lent for the part, then ordinary ones.</summary>
/// <param name="ordinary">Where they are from once none that was lent is left.</param>
public sealed class LentBuffers(IGradientBuffers ordinary) : IGradientBuffers
{
    private readonly Stack<Memory<float>> _left = [];
    private IReadOnlyList<Memory<float>> _lent = [];

    /// <summary>A part begins: what was lent for the one before is no longer to be had.</summary>
    /// <param name="lent">What is lent for it.</param>
    public void Begin(IReadOnlyList<Memory<float>> lent)
    {
        _lent = lent;
        _left.Clear();
        for (var i = lent.Count - 1; i >= 0; i--) _left.Push(lent[i]);
    }

    /// <inheritdoc/>
    public Memory<float> Take() => _left.TryPop(out var buffer) ? buffer : ordinary.Take();

    /// <inheritdoc/>
    public void GiveBack(Memory<float> buffer)
    {
        if (SlotMemory.Of(buffer) is null) ordinary.GiveBack(buffer);
        else if (_lent.Contains(buffer) && !_left.Contains(buffer)) _left.Push(buffer); // else the leader lends it to others by now
    }
}
