using System.Text;

namespace ActorBackprop.Configuration;

/// <summary>Reads files of others whole, but no more of them than is allowed: a device has no end, and tells the wrong length.</summary>
public static class BoundedFile
{
    /// <summary>The most bytes that a text file of a run or a sweep may have: 256 MiB.</summary>
    public const int MaxTextBytes = 256 << 20;

    /// <summary>Reads a file's bytes.</summary>
    /// <param name="path">The file.</param>
    /// <param name="maxBytes">The most bytes it may have.</param>
    /// <exception cref="IOException">It has more, or the system refuses.</exception>
    /// <exception cref="UnauthorizedAccessException">The system refuses.</exception>
    public static byte[] ReadAllBytes(string path, int maxBytes)
    {
        using var file = File.OpenRead(path);
        var (bytes, buffer) = (new MemoryStream(), new byte[1 << 16]);
        for (int read; (read = file.Read(buffer)) > 0;)
        {
            if (bytes.Length + read > maxBytes) throw new IOException($"more than {maxBytes} bytes");
            bytes.Write(buffer, 0, read);
        }
        return bytes.ToArray();
    }

    /// <summary>Reads a file's text, UTF-8 unless a byte order mark says otherwise.</summary>
    /// <param name="path">The file.</param>
    /// <param name="maxBytes">The most bytes it may have. Default: <see cref="MaxTextBytes"/>.</param>
    /// <exception cref="IOException">It has more, or the system refuses.</exception>
    /// <exception cref="UnauthorizedAccessException">The system refuses.</exception>
    public static string ReadAllText(string path, int maxBytes = MaxTextBytes)
    {
        using var text = new StreamReader(new MemoryStream(ReadAllBytes(path, maxBytes)), Encoding.UTF8);
        return text.ReadToEnd();
    }
}
