using System.Diagnostics;
using ActorBackprop.Learning.Kernels;
using ActorBackprop.Learning.Training;

namespace ActorBackprop.Benchmarks;

/// <summary>The products beside OpenBLAS, in alternation: for each the median of rounds.</summary>
internal static class Products
{
    /// <summary>Prints a Markdown table.</summary>
    public static void Print(int bits)
    {
        var product = Product.Supported().First(product => bits == 0 || product.Bits == bits);
        var hasBlas = OpenBlas.IsThere();
        if (!hasBlas) Console.WriteLine("No OpenBLAS to compare with: apt-get install libopenblas0-pthread\n");
        Console.WriteLine(Rounds.Invariant($"{product.Bits} bits, peak {Peak.Measure():0.0} GFLOP/s\n"));
        Console.WriteLine("| product | samples | inputs | outputs | GFLOP/s | OpenBLAS | ratio |\n|---|---|---|---|---|---|---|");
        var ratios = new List<double>();
        foreach (var setup in Setup.All)
            for (var l = 1; l < setup.Widths.Length; l++)
                foreach (var kind in Enum.GetValues<ProductKind>())
                {
                    if (kind == ProductKind.InputGradient && l == 1) continue;
                    var (inputs, outputs) = (setup.Widths[l - 1], setup.Widths[l]);
                    var product1 = new ProductCase(product, kind, setup.Minibatch, inputs, outputs, TrainingPlan.DefaultMicrobatch(setup.Minibatch));
                    var times = (int)Math.Max(1, 2e8 / product1.Flop);
                    Gflops(product1.Ours, product1.Flop, times);
                    if (hasBlas) Gflops(product1.Theirs, product1.Flop, times);
                    var rounds = Enumerable.Range(0, 9).Select(_ => (Ours: Gflops(product1.Ours, product1.Flop, times),
                        Theirs: hasBlas ? Gflops(product1.Theirs, product1.Flop, times) : double.NaN)).ToArray();
                    var (ours, theirs) = (Rounds.Median(rounds.Select(round => round.Ours)), Rounds.Median(rounds.Select(round => round.Theirs)));
                    ratios.Add(ours / theirs);
                    Console.WriteLine(Rounds.Invariant($"| {kind} | {setup.Minibatch} | {inputs} | {outputs} | {ours:0.0} | {theirs:0.0} | {ours / theirs:0.00} |"));
                }
        Console.WriteLine(Rounds.Invariant($"\ngeometric mean {Math.Exp(ratios.Average(Math.Log)):0.000}, least {ratios.Min():0.00}"));
    }

    private static double Gflops(Action action, double flop, int times)
    {
        var since = Stopwatch.GetTimestamp();
        for (var i = 0; i < times; i++) action();
        return flop * times / Stopwatch.GetElapsedTime(since).TotalSeconds / 1e9;
    }
}
