using System.Text;

namespace ActorBackprop.Configuration;

/// <summary>Finds configuration files from any working directory.</summary>
public static class ConfigFiles
{
    /// <summary>The directory of the files that ship with the program.</summary>
    public static string Directory { get; } = Path.Combine(AppContext.BaseDirectory, "config");

    /// <summary>The file in a run's directory that holds its resolved settings.</summary>
    public const string RunFileName = "config.resolved.json";

    /// <summary>Returns the text of a file that ships with the program; a file of that name in the working directory is ignored.</summary>
    /// <exception cref="ConfigurationException">The file cannot be read.</exception>
    public static string ReadShipped(string name)
    {
        var path = Path.Combine(Directory, name);
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ConfigurationException($"{path}: this file of the program cannot be read; reinstall the program.");
        }
    }

    /// <summary>
    /// Returns the path of a configuration file: <paramref name="name"/> where such a file exists, otherwise the file of that name in
    /// <see cref="Directory"/>.
    /// </summary>
    /// <exception cref="ConfigurationException">Neither exists, or it is a directory.</exception>
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

/// <summary>Reads whole files up to a limit: a device may have no end, and reports a wrong length.</summary>
public static class BoundedFile
{
    /// <summary>The maximum size of a text file of a run or a sweep: 256 MiB.</summary>
    public const int MaxTextBytes = 256 << 20;

    /// <summary>Returns the bytes of a file.</summary>
    /// <exception cref="IOException">The file has more than <paramref name="maxBytes"/> bytes, or cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    public static byte[] ReadAllBytes(string path, int maxBytes)
    {
        using var file = File.OpenRead(path);
        var (bytes, buffer) = (new MemoryStream(), new byte[1 << 16]);
        for (int read; (read = file.Read(buffer)) > 0;)
        {
            if (bytes.Length + read > maxBytes) throw new IOException($"it has more than {maxBytes} bytes");
            bytes.Write(buffer, 0, read);
        }
        return bytes.ToArray();
    }

    /// <summary>Returns the text of a file, UTF-8 unless a byte order mark says otherwise.</summary>
    /// <exception cref="IOException">The file has more than <paramref name="maxBytes"/> bytes, or cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    public static string ReadAllText(string path, int maxBytes = MaxTextBytes)
    {
        using var text = new StreamReader(new MemoryStream(ReadAllBytes(path, maxBytes)), Encoding.UTF8);
        return text.ReadToEnd();
    }
}
