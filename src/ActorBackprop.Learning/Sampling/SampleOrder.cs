using ActorBackprop.Learning.Numerics;

namespace ActorBackprop.Learning.Sampling;

/// <summary>
/// The shuffled order of an epoch's samples: one permutation for each (seed, epoch), the same for whoever asks. Keeps the
/// two permutations last asked for, since near an epoch's end some ask for the next one already. Safe to share.
/// </summary>
public sealed class SampleOrder(ulong seed, int samples)
{
    private readonly Lock _lock = new();
    private (int Epoch, int[] Order) _newer = (-1, []), _older = (-1, []);

    /// <summary>Sample indices of an epoch, each of them once. Not to be written.</summary>
    public ReadOnlySpan<int> Epoch(int epoch)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(epoch);
        lock (_lock)
        {
            if (_newer.Epoch == epoch) return _newer.Order;
            if (_older.Epoch != epoch) _older = (epoch, Shuffle(epoch));
            (_newer, _older) = (_older, _newer);
            return _newer.Order;
        }
    }

    /// <summary>Fisher and Yates.</summary>
    private int[] Shuffle(int epoch)
    {
        var random = new RandomSource(seed, RandomPurpose.SampleOrder, (ulong)epoch);
        var order = new int[samples];
        for (var i = 0; i < samples; i++) order[i] = i;
        for (var i = samples - 1; i > 0; i--)
        {
            var j = random.NextBelow(i + 1);
            (order[i], order[j]) = (order[j], order[i]);
        }
        return order;
    }
}
