namespace ActorBackprop.Configuration;

/// <summary>Finds configuration files from any working directory.</summary>
public static class ConfigFiles
{
    /// <summary>Where the files that ship with the program are.</summary>
    public static string Directory { get; } = Path.Combine(AppContext.BaseDirectory, "config");

    /// <summary>The file in a run's directory that holds its resolved settings.</summary>
    public const string RunFileName = "config.resolved.json";

    /// <summary>
    /// Returns the text of a file that is part of the program. A file of that name in the working directory is not read.
    /// </summary>
    /// <exception cref="ConfigurationException">It cannot be read.</exception>
    public static string ReadShipped(string name)
    {
        var path = Path.Combine(Directory, name);
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ConfigurationException($"{path}: expected a file of the program's own, found none that can be read; install it anew.");
        }
    }

    /// <summary>
    /// The path of a configuration file: <paramref name="name"/> itself when there is such a file, seen from the working
    /// directory, else the file of that name in <see cref="Directory"/>.
    /// </summary>
    /// <exception cref="ConfigurationException">There is neither, or it is a directory.</exception>
    public static string Find(string name)
    {
        if (File.Exists(name)) return name;
        if (System.IO.Directory.Exists(name))
            throw new ConfigurationException($"{Shown.Text(name)}: expected a configuration file, found a directory.");
        var shipped = Path.Combine(Directory, name);
        if (name.Length > 0 && File.Exists(shipped)) return shipped;
        throw new ConfigurationException(
            $"{Shown.Text(name)}: there is no such configuration file, neither in the working directory nor in {Directory}.");
    }
}
