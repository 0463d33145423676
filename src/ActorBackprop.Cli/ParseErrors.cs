using System.CommandLine;
using System.CommandLine.Parsing;
using ActorBackprop.Configuration;

namespace ActorBackprop.Cli;

/// <summary>What is wrong with a command line, on one line of the error stream: standard output is for results.</summary>
internal static class ParseErrors
{
    /// <summary>Has an argument refuse what looks like a flag: a flag that nobody knows would be taken for it.</summary>
    public static Argument<string> NoFlag(this Argument<string> argument)
    {
        argument.Validators.Add(result =>
        {
            if (FlagIn(result) is { } flag) result.AddError($"Unrecognized command or argument '{flag}'");
        });
        return argument;
    }

    /// <summary>What is wrong, a word nobody knows before all else; what was meant, where that can be told; where to read on.</summary>
    /// <param name="parsed">A command line with at least one error.</param>
    public static string SentenceOf(ParseResult parsed)
    {
        var command = parsed.CommandResult.Command;
        var names = command.Options.Select(option => option.Name).Concat(command.Subcommands.Select(sub => sub.Name));
        var unknown = parsed.CommandResult.Children.OfType<ArgumentResult>().Select(FlagIn).FirstOrDefault(flag => flag is not null)
            ?? (parsed.UnmatchedTokens is [var token, ..] ? token : null);
        var meant = unknown is null ? null : Nearest.Of(unknown, names);
        var message = unknown is null ? parsed.Errors[0].Message : $"Unrecognized command or argument '{unknown}'";
        // The message quotes what was typed, and that may hold anything.
        var fault = string.Concat(message.Select(letter => char.IsControl(letter) ? ' ' : letter)).TrimEnd('.');
        return $"{fault}{(meant is null ? "." : $"; did you mean {meant}?")} See: {PathOf(command)} --help";
    }

    /// <summary>
    /// A sentence about a value that is an empty text, as a shell makes it of a variable that is not set; null where there is none. No option
    /// and no argument of any command has a use for it.
    /// </summary>
    /// <param name="parsed">A command line without errors.</param>
    public static string? EmptyValueIn(ParseResult parsed)
    {
        var empty = parsed.CommandResult.Children.FirstOrDefault(result => result.Tokens.Any(token => token.Value.Length == 0));
        var name = empty switch { OptionResult option => option.Option.Name, ArgumentResult argument => argument.Argument.Name, _ => null };
        return name is null ? null
            : $"{name}: expected a value, found an empty text, as of a variable that is not set. See: {PathOf(parsed.CommandResult.Command)} --help";
    }

    private static string? FlagIn(ArgumentResult result) =>
        result.Tokens.FirstOrDefault(token => token.Value.StartsWith("--", StringComparison.Ordinal))?.Value;

    private static string PathOf(Command command) =>
        command.Parents.OfType<Command>().FirstOrDefault() is { } parent ? $"{PathOf(parent)} {command.Name}" : "actorbackprop";
}
