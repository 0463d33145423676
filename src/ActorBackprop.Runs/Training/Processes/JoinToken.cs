using System.Security.Cryptography;
using ActorBackprop.Configuration;
using ActorBackprop.Runs.Storage;

namespace ActorBackprop.Runs.Training.Processes;

/// <summary>The secret that worker processes join with. It is never on a command line, which every user of a machine can read.</summary>
public static class JoinToken
{
    /// <summary>The environment variable of the token.</summary>
    public const string Variable = "ACTORBACKPROP_JOIN_TOKEN";

    private const int MaxFileBytes = 1 << 16;

    /// <summary>Creates a token: 256 random bits, 64 hexadecimal digits.</summary>
    public static string New() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));

    /// <summary>Returns the token of a file, or without a file that of the environment; null if there is none.</summary>
    /// <param name="file">The file; null for none.</param>
    /// <exception cref="RunException">The file cannot be read, or the token is invalid.</exception>
    public static string? Find(string? file)
    {
        if (file is null)
            return Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } token ? Checked(token, $"environment {Variable}") : null;
        string text;
        try
        {
            text = BoundedFile.ReadAllText(file, MaxFileBytes).Trim();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new RunException(ExitCode.Usage, $"The token file {file} cannot be read ({e.Message}).");
        }
        return Checked(text, $"token file {file}");
    }

    /// <summary>Writes a token to a file that only its owner can read.</summary>
    public static void Write(string path, string token)
    {
        try
        {
            RunIo.WritePrivate(path, FileMode.Create, token + Environment.NewLine);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new RunIoException($"{path}: cannot be written ({e.Message}).");
        }
    }

    private static string Checked(string token, string label) => token.Length is >= 32 and <= 1024 && !token.Any(char.IsWhiteSpace)
        ? token
        : throw new RunException(ExitCode.Usage, $"{label}: expected one word of 32 to 1024 characters, found {token.Length}.");
}
