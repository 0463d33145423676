namespace ActorBackprop.Benchmarks;

/// <summary>What more workers bring, up to more than there are cores.</summary>
internal static class Workers
{
    private static readonly int[] Counts = [1, 2, 4, 8];

    /// <summary>Prints a Markdown table.</summary>
    /// <param name="seconds">Seconds each is looked at.</param>
    /// <param name="network">Only this one, as it is typed; null for all.</param>
    public static void Print(double seconds, string? network = null)
    {
        Console.WriteLine("| network, minibatch | 1 worker, samples/s | 2 | 4 | 8 | 2 to 1 | 8 to 2 |\n|---|---|---|---|---|---|---|");
        var data = Setup.Digits();
        foreach (var setup in Setup.WithLargeMinibatch.Where(setup => network is null || network == setup.Network))
        {
            var rounds = Enumerable.Range(0, 3)
                .Select(_ => Counts.Select(workers => Speed.OfSamples(setup, data, workers, seconds)).ToArray()).ToArray();
            var rates = Counts.Select((_, i) => Rounds.Median(rounds.Select(round => round[i]))).ToArray();
            var cells = string.Join(" | ", rates.Select(rate => Rounds.Invariant($"{rate:0}")));
            Console.WriteLine(Rounds.Invariant($"| {setup} | {cells} | {rates[1] / rates[0]:0.00} | {rates[3] / rates[1]:0.00} |"));
        }
    }
}
