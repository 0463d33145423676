using System.CommandLine;
using ActorBackprop.Runs.Configuration;

namespace ActorBackprop.Cli;

/// <summary>What is wrong with a command line, on one line of the error stream: standard output is for results.</summary>
internal static class ParseErrors
{
    /// <summary>What is wrong, a word nobody knows before all else; what was meant, where that can be told; where to read on.</summary>
    /// <param name="parsed">A command line with at least one error.</param>
    public static string SentenceOf(ParseResult parsed)
    {
        var command = parsed.CommandResult.Command;
        var names = command.Options.Select(option => option.Name).Concat(command.Subcommands.Select(sub => sub.Name));
        var unknown = parsed.UnmatchedTokens is [var token, ..] ? token : null;
        var meant = unknown is null ? null : Nearest.Of(unknown, names);
        var message = unknown is null ? parsed.Errors[0].Message : $"Unrecognized command or argument '{unknown}'";
        // The message quotes what was typed, and that may hold anything.
        var fault = string.Concat(message.Select(letter => char.IsControl(letter) ? ' ' : letter)).TrimEnd('.');
        return $"{fault}{(meant is null ? "." : $"; did you mean {meant}?")} See: {PathOf(command)} --help";
    }

    private static string PathOf(Command command) =>
        command.Parents.OfType<Command>().FirstOrDefault() is { } parent ? $"{PathOf(parent)} {command.Name}" : "actorbackprop";
}
