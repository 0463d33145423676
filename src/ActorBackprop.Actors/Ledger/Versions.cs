using ActorBackprop.Learning.Gradients;

namespace ActorBackprop.Actors.Ledger;

/// <summary>
/// The versions of the parameters that the server or a worker may be reading. Their memory is returned to the buffers when none
/// of them does.
/// </summary>
/// <param name="buffers">The buffers.</param>
internal sealed class Versions(IGradientBuffers buffers)
{
    private readonly Dictionary<long, (Memory<float> Memory, int Readers)> _held = [];

    /// <summary>The memory of a version that is held.</summary>
    public Memory<float> this[long version] => _held[version].Memory;

    /// <summary>A version is the current one from here on.</summary>
    public void Begin(long version, Memory<float> memory) => _held.Add(version, (memory, 1)); // held by being current

    /// <summary>A worker is going to read a version.</summary>
    public void Hold(long version) => _held[version] = (_held[version].Memory, _held[version].Readers + 1);

    /// <summary>A worker has read a version, or it is no longer the current one.</summary>
    public void Release(long version)
    {
        var (memory, readers) = _held[version];
        if (readers > 1)
        {
            _held[version] = (memory, readers - 1);
            return;
        }
        _held.Remove(version);
        buffers.GiveBack(memory);
    }
}
