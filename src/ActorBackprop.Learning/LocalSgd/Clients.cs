using ActorBackprop.Learning.Data;
using ActorBackprop.Learning.Numerics;

namespace ActorBackprop.Learning.LocalSgd;

/// <summary>Splits samples among the clients of federated averaging, by the seed and the labels alone.</summary>
public static class Clients
{
    private const int ShardsPerClient = 2; // McMahan et al. 2017

    /// <summary>Returns the samples of each client.</summary>
    /// <param name="data">The samples.</param>
    /// <param name="federation">The number of clients, and how their samples are to differ.</param>
    /// <param name="seed">The run's seed.</param>
    /// <returns>[clients][samples of each]: indices of the data, each at most once; the same number for each client.</returns>
    public static int[][] Of(Dataset data, Federation federation, ulong seed)
    {
        var random = new RandomSource(seed, RandomPurpose.Clients, 0);
        var (clients, each) = (federation.Clients, data.Count / federation.Clients);
        ArgumentOutOfRangeException.ThrowIfZero(each, nameof(federation));
        return federation.Split switch
        {
            Split.Iid => Deal(random.Permutation(data.Count), clients, each),
            Split.Pathological => Pathological(data, clients, random),
            Split.Dirichlet => Dirichlet(data, clients, each, federation.Concentration, random),
            _ => throw new ArgumentOutOfRangeException(nameof(federation)),
        };
    }

    private static int[][] Deal(int[] samples, int clients, int each) =>
        [.. Enumerable.Range(0, clients).Select(client => samples[(client * each)..((client + 1) * each)])];

    private static int[][] Pathological(Dataset data, int clients, RandomSource random)
    {
        var shard = data.Count / (clients * ShardsPerClient);
        ArgumentOutOfRangeException.ThrowIfZero(shard, nameof(clients));
        int[] sorted = [.. Enumerable.Range(0, data.Count).OrderBy(data.Label)]; // stable: equal labels stay in order
        var shards = Deal(sorted, clients * ShardsPerClient, shard);
        return [.. random.Permutation(shards.Length).Chunk(ShardsPerClient).Select(mine => mine.SelectMany(number => shards[number]).ToArray())];
    }

    private static int[][] Dirichlet(Dataset data, int clients, int each, double concentration, RandomSource random)
    {
        var pools = random.Permutation(data.Count).GroupBy(data.Label).ToDictionary(pool => pool.Key, pool => new Stack<int>(pool));
        return [.. Enumerable.Range(0, clients).Select(_ => Draw(pools, data.Classes, each, concentration, random))];
    }

    /// <summary>Draws one client's samples: its mixture of labels, then a label for each sample, among those that still have samples.</summary>
    private static int[] Draw(Dictionary<int, Stack<int>> pools, int classes, int each, double concentration, RandomSource random)
    {
        var weights = new double[classes];
        for (var label = 0; label < classes; label++) weights[label] = random.NextGamma(concentration);
        var samples = new int[each];
        for (var i = 0; i < each; i++)
        {
            var label = Choose(weights, label => pools.TryGetValue(label, out var pool) && pool.Count > 0, random);
            samples[i] = pools[label].Pop();
        }
        return samples;
    }

    private static int Choose(double[] weights, Func<int, bool> isLeft, RandomSource random)
    {
        var left = Enumerable.Range(0, weights.Length).Where(isLeft).ToArray();
        var at = random.NextUnit() * left.Sum(label => weights[label]);
        foreach (var label in left)
            if ((at -= weights[label]) < 0) return label;
        return left[^1]; // the labels left have almost no weight
    }
}

/// <summary>The clients of federated averaging (McMahan et al. 2017). All have equally many samples; the rest is not trained on.</summary>
/// <param name="Clients">The number of clients.</param>
/// <param name="PerRound">The number of clients that take part in a round.</param>
/// <param name="Passes">The passes of each client over its samples in a round.</param>
/// <param name="Split">How the samples are split among them.</param>
/// <param name="Concentration">α of the Dirichlet distribution: the smaller, the more the clients' labels differ; only for that split.</param>
public sealed record Federation(int Clients, int PerRound, int Passes, Split Split, double Concentration);

/// <summary>The way in which samples are split among the clients of federated averaging.</summary>
public enum Split
{
    /// <summary>Independent and identically distributed: the shuffled samples in equal shares.</summary>
    Iid,

    /// <summary>Sorted by label, cut into two shards for each client, two of which each client gets: most have two digits.</summary>
    Pathological,

    /// <summary>Each client draws its own mixture of labels from a symmetric Dirichlet distribution.</summary>
    Dirichlet,
}
