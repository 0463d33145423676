namespace ActorBackprop.Runs.Configuration;

/// <summary>Finds configuration files from any working directory.</summary>
public static class ConfigFiles
{
    /// <summary>Where the files that ship with the program are.</summary>
    public static string Directory { get; } = Path.Combine(AppContext.BaseDirectory, "config");

    /// <summary>
    /// The path of a configuration file: <paramref name="name"/> itself when there is such a file, seen from the working
    /// directory, else the file of that name in <see cref="Directory"/>.
    /// </summary>
    /// <exception cref="ConfigurationException">There is neither.</exception>
    public static string Find(string name)
    {
        if (File.Exists(name)) return name;
        var shipped = Path.Combine(Directory, name);
        if (name.Length > 0 && File.Exists(shipped)) return shipped;
        throw new ConfigurationException(
            $"{Shown.Text(name)}: there is no such configuration file, neither in the working directory nor in {Directory}.");
    }
}
