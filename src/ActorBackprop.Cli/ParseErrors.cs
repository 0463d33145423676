using System.CommandLine;
using System.CommandLine.Parsing;
using ActorBackprop.Configuration;

namespace ActorBackprop.Cli;

/// <summary>Describes errors of a command line in one sentence, for the error stream.</summary>
internal static class ParseErrors
{
    /// <summary>Makes an argument refuse unknown flags, which would otherwise become its value.</summary>
    public static Argument<string> NoFlag(this Argument<string> argument)
    {
        argument.Validators.Add(result =>
        {
            if (FlagIn(result) is { } flag) result.AddError($"Unrecognized command or argument '{flag}'");
        });
        return argument;
    }

    /// <summary>Returns the first error, preferably an unknown word with the closest known one, and where help is.</summary>
    /// <param name="parsed">A command line with at least one error.</param>
    public static string SentenceOf(ParseResult parsed)
    {
        var command = parsed.CommandResult.Command;
        var names = command.Options.Select(option => option.Name).Concat(command.Subcommands.Select(sub => sub.Name));
        var unknown = parsed.CommandResult.Children.OfType<ArgumentResult>().Select(FlagIn).FirstOrDefault(flag => flag is not null)
            ?? (parsed.UnmatchedTokens is [var token, ..] ? token : null);
        var meant = unknown is null ? null : Nearest.Of(unknown, names);
        var message = unknown is null ? parsed.Errors[0].Message : $"Unrecognized command or argument '{unknown}'";
        // The message quotes the user's text, which may contain control characters.
        var fault = string.Concat(message.Select(letter => char.IsControl(letter) ? ' ' : letter)).TrimEnd('.');
        return $"{fault}{(meant is null ? "." : $"; did you mean {meant}?")} See: {PathOf(command)} --help";
    }

    /// <summary>
    /// Returns a sentence about an empty value, such as a shell makes from an unset variable; null where there is none. No option and no
    /// argument accepts one.
    /// </summary>
    /// <param name="parsed">A command line without errors.</param>
    public static string? EmptyValueIn(ParseResult parsed)
    {
        var empty = parsed.CommandResult.Children.FirstOrDefault(result => result.Tokens.Any(token => token.Value.Length == 0));
        var name = empty switch { OptionResult option => option.Option.Name, ArgumentResult argument => argument.Argument.Name, _ => null };
        return name is null ? null
            : $"{name}: expected a value, found an empty string, perhaps from an unset variable. See: {PathOf(parsed.CommandResult.Command)} --help";
    }

    private static string? FlagIn(ArgumentResult result) =>
        result.Tokens.FirstOrDefault(token => token.Value.StartsWith("--", StringComparison.Ordinal))?.Value;

    /// <summary>Returns the words that call a command: actorbackprop runs list.</summary>
    public static string PathOf(Command command) =>
        command.Parents.OfType<Command>().FirstOrDefault() is { } parent ? $"{PathOf(parent)} {command.Name}" : "actorbackprop";
}
