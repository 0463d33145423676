using ActorBackprop.Learning.Gradients;

namespace ActorBackprop.Actors.Modes;

/// <summary>The versions of the parameters that somebody may be reading. Their memory is used again when nobody does.</summary>
/// <param name="buffers">Where it goes back to.</param>
internal sealed class Versions(IGradientBuffers buffers)
{
    private readonly Dictionary<long, (Memory<float> Memory, int Readers)> _held = [];

    /// <summary>A version is the current one from here on.</summary>
    public void Begin(long version, Memory<float> memory) => _held.Add(version, (memory, 1)); // held by being current

    /// <summary>Somebody is going to read a version.</summary>
    public void Hold(long version) => _held[version] = (_held[version].Memory, _held[version].Readers + 1);

    /// <summary>Somebody has read it, or it is no longer the current one.</summary>
    public void Release(long version)
    {
        var (memory, readers) = _held[version];
        if (readers > 1) _held[version] = (memory, readers - 1);
        else
        {
            _held.Remove(version);
            buffers.GiveBack(memory);
        }
    }
}
