namespace ActorBackprop.Configuration;

/// <summary>
/// A configuration that cannot be used. The message is one sentence for the user: where it stands, what was expected,
/// what was found. The command line prints it and exits with code 2.
/// </summary>
public sealed class ConfigurationException : Exception
{
    /// <summary>An exception with its sentence.</summary>
    public ConfigurationException(string message) : base(message)
    {
    }

    /// <summary>An exception with its sentence and what caused it.</summary>
    public ConfigurationException(string message, Exception innerException) : base(message, innerException)
    {
    }
}
