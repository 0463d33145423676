using System.CommandLine;
using System.CommandLine.Completions;
using System.Globalization;
using ActorBackprop.Configuration;
using ActorBackprop.Runs;
using ActorBackprop.Runs.Training;

namespace ActorBackprop.Cli.Commands;

/// <summary>Creates options in one line each, and reads values that several commands take.</summary>
internal static class Flags
{
    private const double MaxSeconds = 1e9;

    // The longer name first: 300ms does not end with 300m and an s.
    private static readonly (string Name, double Seconds)[] TimeUnits = [("ms", 1e-3), ("s", 1), ("m", 60), ("h", 3600)];

    /// <summary>Creates an option that takes a text.</summary>
    /// <param name="name">--out.</param>
    /// <param name="value">What help calls the value: FILE.</param>
    /// <param name="description">What help says of it.</param>
    /// <param name="byDefault">Its value where it is not given. Default: null, none.</param>
    public static Option<string> Text(string name, string value, string description, string? byDefault = null)
    {
        var option = new Option<string>(name) { Description = description, HelpName = value };
        if (byDefault is not null) option.DefaultValueFactory = _ => byDefault;
        return option;
    }

    /// <summary>Creates an option that takes one of a few words; the first is the default.</summary>
    public static Option<string> Choice(string name, string description, params string[] words)
    {
        var option = Text(name, string.Join('|', words), description, words[0]);
        option.AcceptOnlyFromAmong(words);
        return option;
    }

    /// <summary>Creates an option that takes a number and has a default.</summary>
    public static Option<T> Number<T>(string name, string value, string description, T byDefault) =>
        new(name) { Description = description, HelpName = value, DefaultValueFactory = _ => byDefault };

    /// <summary>Creates an option that is on or off.</summary>
    public static Option<bool> Switch(string name, string description) => new(name) { Description = description };

    /// <summary>Creates --ascii.</summary>
    public static Option<bool> Ascii() => Switch("--ascii", "Use ASCII characters only");

    /// <summary>Creates an argument that takes one of the names of shipped files, or a path.</summary>
    public static Argument<string> NameOrFile(string name, string description, Func<IEnumerable<string>> names)
    {
        var argument = new Argument<string>(name) { Description = description, HelpName = name }.NoFlag();
        argument.CompletionSources.Add(_ => names().Select(one => new CompletionItem(one)));
        return argument;
    }

    /// <summary>Prints names with their titles and what they are about; returns the exit code.</summary>
    public static int PrintNames(IReadOnlyList<string> names, Func<string, (string Title, string About)> find)
    {
        var width = names.Max(name => name.Length);
        foreach (var name in names)
        {
            var (title, about) = find(name);
            Console.WriteLine($"{name.PadRight(width)}  {title}\n{"".PadRight(width)}  {about}");
        }
        return (int)ExitCode.Ok;
    }

    /// <summary>Adds options to a command.</summary>
    public static void Add(this Command command, params IEnumerable<Option> options)
    {
        foreach (var option in options) command.Options.Add(option);
    }

    /// <summary>Returns whether an option is on the command line.</summary>
    public static bool Has(this ParseResult parsed, Option option) => parsed.GetResult(option) is { Implicit: false };

    /// <summary>Returns whether the origin of a setting is the command line.</summary>
    public static bool IsFlag(string origin) => origin.StartsWith("--", StringComparison.Ordinal);

    /// <summary>Returns the value of an option, a number in a range.</summary>
    /// <exception cref="RunException">The number is outside.</exception>
    public static int InRange(this ParseResult parsed, Option<int> option, int min, int max = int.MaxValue) => parsed.GetValue(option) is var value
        && value >= min && value <= max
            ? value
            : throw Usage.Error($"{option.Name}: expected {(max == int.MaxValue ? $"{min} or more" : $"{min} to {max}")}, found {value}.");

    /// <summary>Returns the value of an option, a time above 0 such as 2.5, 2.5s, 300ms, 5m or 1h; null where it is not given.</summary>
    /// <exception cref="RunException">It is no such time.</exception>
    public static TimeSpan? Time(this ParseResult parsed, Option<string> option) =>
        parsed.GetValue(option) is { } text ? ParseTime(option.Name, text) : null;

    /// <summary>Reads a time above 0.</summary>
    /// <exception cref="RunException">It is no such time.</exception>
    public static TimeSpan ParseTime(string flag, string text)
    {
        const NumberStyles Styles = NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        var (unit, factor) = TimeUnits.FirstOrDefault(unit => text.EndsWith(unit.Name, StringComparison.Ordinal), ("", 1));
        var isNumber = double.TryParse(text[..^unit.Length], Styles, CultureInfo.InvariantCulture, out var number);
        return isNumber && number * factor is >= 1e-7 and <= MaxSeconds // a TimeSpan has ticks of 1e-7 s
            ? TimeSpan.FromTicks((long)Math.Round(number * factor * TimeSpan.TicksPerSecond))
            : throw Usage.Error($"{flag}: expected a time above 0, as in 2.5, 2.5s, 300ms, 5m or 1h, found {Shown.Quoted(text)}.");
    }
}

/// <summary>Failures of a command line: exit code 2.</summary>
internal static class Usage
{
    /// <summary>Returns the failure that a sentence describes.</summary>
    public static RunException Error(string sentence, RunFault fault = RunFault.Other) => new(ExitCode.Usage, sentence, fault);

    /// <summary>Returns what a reader makes of a flag's value; the sentence of a <see cref="FormatException"/> gets the flag before it.</summary>
    public static T In<T>(string flag, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (FormatException e)
        {
            throw Error($"{flag}: {e.Message}");
        }
    }
}
