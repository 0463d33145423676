using ActorBackprop.Cli.Tests.Commands;
using ActorBackprop.Testing;

namespace ActorBackprop.Cli.Tests.EndToEnd;

/// <summary>Runs the program from its start to its end.</summary>
internal static class Actorbackprop
{
    // More at a time than there are cores would only make each of them slower.
    private static readonly SemaphoreSlim Slots = new(Math.Max(2, Environment.ProcessorCount));

    /// <summary>Runs it with a command line as one would type it, without quotation marks.</summary>
    public static Task<Outcome> Run(string arguments) => Run(Split(arguments));

    /// <summary>Runs it in a directory, with variables, its standard output into a file.</summary>
    public static async Task<Outcome> Run(IEnumerable<string> arguments, string? directory = null,
        IReadOnlyDictionary<string, string>? environment = null, string? into = null)
    {
        await Slots.WaitAsync();
        try
        {
            using var program = RunningProgram.Start(arguments, directory, environment, into);
            return await program.Ended();
        }
        finally
        {
            Slots.Release();
        }
    }

    /// <summary>Runs it within this process: quicker, and the same for a command line that is refused before anything begins.</summary>
    public static Outcome RunHere(IEnumerable<string> arguments)
    {
        var (code, output, error) = InProcess.Run([.. arguments]);
        return new Outcome((int)code, output, error);
    }

    /// <summary>The arguments of a training on the small set, with JSON lines.</summary>
    /// <param name="digits">The set.</param>
    /// <param name="name">What the run's directory is called, beside the set.</param>
    /// <param name="more">Further flags, as one would type them.</param>
    public static string[] Train(SmallDigits digits, string name, string more) =>
        ["train", "--data", digits.Data, "--layers", SmallDigits.Layers, "--json", "--out", digits.At(name), .. Split(more)];

    /// <summary>The words of a text.</summary>
    public static string[] Split(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
