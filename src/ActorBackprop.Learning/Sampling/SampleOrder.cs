using ActorBackprop.Learning.Data;
using ActorBackprop.Learning.Numerics;
using ActorBackprop.Learning.Training;

namespace ActorBackprop.Learning.Sampling;

/// <summary>
/// The shuffled order of an epoch's samples: one for each (seed, epoch), the same for whoever asks. Keeps the two
/// orders last asked for, since near an epoch's end some ask for the next one already. Safe to share.
/// </summary>
public sealed class SampleOrder
{
    private readonly Lock _lock = new();
    private readonly Func<int, int[]> _shuffle;
    private (int Epoch, int[] Order) _newer = (-1, []), _older = (-1, []);

    /// <summary>All samples, in another order in each epoch.</summary>
    /// <param name="seed">The run's seed.</param>
    /// <param name="samples">How many there are.</param>
    public SampleOrder(ulong seed, int samples) => _shuffle = epoch =>
    {
        var order = new int[samples];
        for (var i = 0; i < samples; i++) order[i] = i;
        new RandomSource(seed, RandomPurpose.SampleOrder, (ulong)epoch).Shuffle(order);
        return order;
    };

    private SampleOrder(Func<int, int[]> shuffle) => _shuffle = shuffle;

    /// <summary>The order that a plan goes by; where it has clients, an epoch is a round of those that take part in it.</summary>
    public static SampleOrder Of(TrainingPlan plan, Dataset data) => plan.Local?.Federation is { } federation
        ? new SampleOrder(RoundOrder.Of(data, federation, plan.Seed))
        : new SampleOrder(plan.Seed, plan.Samples);

    /// <summary>Sample indices of an epoch, each of them once. Not to be written.</summary>
    public ReadOnlySpan<int> Epoch(int epoch)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(epoch);
        lock (_lock)
        {
            if (_newer.Epoch == epoch) return _newer.Order;
            if (_older.Epoch != epoch) _older = (epoch, _shuffle(epoch));
            (_newer, _older) = (_older, _newer);
            return _newer.Order;
        }
    }
}
