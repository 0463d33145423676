using ActorBackprop.Learning.Data;
using ActorBackprop.Learning.LocalSgd;
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

/// <summary>
/// The order of the samples in the rounds of federated averaging: those of each client that takes part, one client behind
/// the other, each client's as often and as newly shuffled as it goes through them.
/// </summary>
internal static class RoundOrder
{
    /// <summary>The order by the round, from the seed alone.</summary>
    public static Func<int, int[]> Of(Dataset data, Federation federation, ulong seed)
    {
        var clients = Clients.Of(data, federation, seed);
        return round =>
        {
            var random = new RandomSource(seed, RandomPurpose.Round, (ulong)round);
            var all = new int[clients.Length];
            for (var i = 0; i < all.Length; i++) all[i] = i;
            random.Shuffle(all);
            var order = new List<int>();
            foreach (var client in all.Take(federation.PerRound).Order())
                for (var pass = 0; pass < federation.Passes; pass++)
                {
                    int[] samples = [.. clients[client]];
                    random.Shuffle(samples);
                    order.AddRange(samples);
                }
            return [.. order];
        };
    }
}
