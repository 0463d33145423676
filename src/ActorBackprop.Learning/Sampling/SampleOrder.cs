using ActorBackprop.Learning.Data;
using ActorBackprop.Learning.LocalSgd;
using ActorBackprop.Learning.Numerics;
using ActorBackprop.Learning.Training;

namespace ActorBackprop.Learning.Sampling;

/// <summary>
/// The shuffled order of an epoch's samples, which depends on (seed, epoch) alone. Keeps the two
/// orders used last, since near an epoch's end some workers are in the next one already. Safe to share.
/// </summary>
public sealed class SampleOrder
{
    private readonly Lock _lock = new();
    private readonly Func<int, int[]> _shuffle;
    private (int Epoch, int[] Order) _newer = (-1, []), _older = (-1, []);

    /// <summary>Creates the order of all samples, a new one in each epoch.</summary>
    /// <param name="seed">The run's seed.</param>
    /// <param name="samples">The number of samples.</param>
    public SampleOrder(ulong seed, int samples)
        : this(epoch => new RandomSource(seed, RandomPurpose.SampleOrder, (ulong)epoch).Permutation(samples))
    {
    }

    private SampleOrder(Func<int, int[]> shuffle) => _shuffle = shuffle;

    /// <summary>Creates the order of a plan; with clients, an epoch is a round of the clients that take part in it.</summary>
    public static SampleOrder Of(TrainingPlan plan, Dataset data) => plan.Local?.Federation is { } federation
        ? new SampleOrder(RoundOrder.Of(data, federation, plan.Seed))
        : new SampleOrder(plan.Seed, plan.Samples);

    /// <summary>Returns the sample indices of an epoch.</summary>
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
/// The order of the samples in the rounds of federated averaging: the samples of each client that takes part, client by client,
/// each client's as often as it passes over them, shuffled again for each pass.
/// </summary>
internal static class RoundOrder
{
    /// <summary>Returns the order as a function of the round. It depends on the seed, the labels and the federation alone.</summary>
    public static Func<int, int[]> Of(Dataset data, Federation federation, ulong seed)
    {
        var clients = Clients.Of(data, federation, seed);
        return round =>
        {
            var random = new RandomSource(seed, RandomPurpose.Round, (ulong)round);
            var order = new List<int>();
            foreach (var client in random.Permutation(clients.Length).Take(federation.PerRound).Order())
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
