using ActorBackprop.Learning.Data;
using ActorBackprop.Learning.Local;
using ActorBackprop.Learning.Numerics;

namespace ActorBackprop.Learning.Sampling;

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
