using ActorBackprop.Actors.Messages;

namespace ActorBackprop.Actors.Sharding;

/// <summary>
/// Which shards have answered for the step that is being taken. The next version is whole when all have, each once and
/// for that very step: parts of two versions never make one.
/// </summary>
/// <param name="shards">How many there are.</param>
internal sealed class ShardAnswers(int shards)
{
    private readonly bool[] _isIn = new bool[shards];
    private long _step = -1;
    private int _missing;
    private bool _isOpen, _isFinite;

    /// <summary>Begins a step.</summary>
    public void Begin(long step)
    {
        if (_isOpen) throw new InvalidOperationException($"step {_step} is not done");
        (_step, _missing, _isOpen, _isFinite) = (step, shards, true, true);
        Array.Clear(_isIn);
    }

    /// <summary>Why an answer does not count; null if it does.</summary>
    public Refusal? Judge(int shard, long step)
    {
        if (shard < 0 || shard >= shards || step > _step) return Refusal.Foreign;
        if (step < _step || !_isOpen) return Refusal.Late;
        return _isIn[shard] ? Refusal.Duplicate : null;
    }

    /// <summary>Takes an answer; one that does not count changes nothing.</summary>
    /// <returns>With the last answer, whether all of the version is finite; null before.</returns>
    public bool? Take(int shard, long step, bool isFinite)
    {
        if (Judge(shard, step) is not null) return null;
        _isIn[shard] = true;
        _isFinite &= isFinite;
        if (--_missing > 0) return null;
        _isOpen = false;
        return _isFinite;
    }
}
