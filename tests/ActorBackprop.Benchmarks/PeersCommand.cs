using System.Globalization;

namespace ActorBackprop.Benchmarks;

/// <summary>The arguments of `peers`.</summary>
internal static class PeersCommand
{
    /// <summary>Runs it; 2 for arguments it does not know.</summary>
    public static int Run(string[] arguments)
    {
        var (setups, rounds, seconds, isJson) = (Setup.WithLargeMinibatch, 3, 1.5, false);
        for (var i = 0; i < arguments.Length; i++)
            switch (arguments[i..])
            {
                case ["--json", ..]:
                    isJson = true;
                    break;
                case ["--rounds", var number, ..] when int.TryParse(number, CultureInfo.InvariantCulture, out rounds) && rounds > 0:
                    i++;
                    break;
                case ["--seconds", var number, ..] when double.TryParse(number, CultureInfo.InvariantCulture, out seconds) && seconds > 0:
                    i++;
                    break;
                case [var network, var number, ..] when Find(network, number) is { } setup:
                    setups = [setup];
                    i++;
                    break;
                default:
                    Console.Error.WriteLine($"peers: '{arguments[i]}' is neither an option nor one of {string.Join("; ", Setup.WithLargeMinibatch)}.");
                    return 2;
            }
        Peers.Print(setups, rounds, seconds, isJson);
        return 0;
    }

    private static Setup? Find(string network, string minibatch) =>
        Setup.WithLargeMinibatch.FirstOrDefault(setup => setup.Network == network && minibatch == Rounds.Invariant($"{setup.Minibatch}"));
}
