using System.Text.Json;
using ActorBackprop.Learning.Data;

namespace ActorBackprop.Benchmarks;

/// <summary>Whole training loops, ours and PyTorch's in alternation: of each the median of the rounds.</summary>
internal static class Peers
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    private static readonly (string Name, Func<Setup, Dataset, double, double> SamplesPerSecond)[] Ours =
    [
        ("one-worker", static (setup, data, seconds) => Speed.OfSamples(setup, data, 1, seconds)),
        ("two-workers", static (setup, data, seconds) => Speed.OfSamples(setup, data, 2, seconds)),
        ("two-processes", TwoProcesses.SamplesPerSecond),
    ];

    /// <summary>Prints a Markdown table for each network, or one array of JSON.</summary>
    public static void Print(IEnumerable<Setup> setups, int rounds, double seconds, bool isJson)
    {
        var data = Setup.Digits();
        var all = new List<PeerRow>();
        foreach (var setup in setups)
        {
            var ours = Ours.ToDictionary(contender => contender.Name, _ => new List<double>());
            var theirs = PyTorch.Configurations.ToDictionary(name => name, _ => new List<double>());
            for (var round = 0; round < rounds; round++)
            {
                foreach (var (name, samplesPerSecond) in Ours) ours[name].Add(samplesPerSecond(setup, data, seconds));
                foreach (var (name, rates) in theirs.ToArray())
                    if (TryMeasure(setup, name, seconds) is { } rate) rates.Add(rate);
                    else theirs.Remove(name);
            }
            var rows = ours.SelectMany(our => theirs.Select(peer => Row(setup, our.Key, Rounds.Median(our.Value), peer.Key, Rounds.Median(peer.Value))));
            all.AddRange(rows);
            if (!isJson) PrintTable(setup, ours, theirs);
        }
        if (isJson) Console.WriteLine(JsonSerializer.Serialize(all, Json));
    }

    private static double? TryMeasure(Setup setup, string peer, double seconds)
    {
        try
        {
            return PyTorch.SamplesPerSecond(setup, peer, seconds);
        }
        catch (PeerMissingException missing)
        {
            Console.Error.WriteLine($"{peer} is left out: {missing.Message}");
            return null;
        }
    }

    private static PeerRow Row(Setup setup, string ours, double rate, string peer, double peerRate) => new(
        setup.Network, setup.Minibatch, ours, Math.Round(rate, 1), Math.Round(rate * setup.Flop / 1e9, 2),
        peer, peerRate, Math.Round(peerRate * setup.Flop / 1e9, 2), Math.Round(rate / peerRate, 3));

    private static void PrintTable(Setup setup, Dictionary<string, List<double>> ours, Dictionary<string, List<double>> theirs)
    {
        Console.WriteLine($"\n| {setup} | samples/s | GFLOP/s | {string.Join(" | ", ours.Keys.Select(name => $"{name} to it"))} |");
        Console.WriteLine($"|---|---|---|{string.Concat(ours.Select(_ => "---|"))}");
        foreach (var (name, rates) in ours.Concat(theirs))
        {
            var rate = Rounds.Median(rates);
            var ratios = ours.Values.Select(our => Rounds.Invariant($"{Rounds.Median(our) / rate:0.00}"));
            Console.WriteLine(Rounds.Invariant($"| {name} | {rate:0} | {rate * setup.Flop / 1e9:0.0} | {string.Join(" | ", ratios)} |"));
        }
    }
}
