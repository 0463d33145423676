namespace ActorBackprop.Runs.Storage;

/// <summary>
/// Writes files that are either old or new, even after a crash or power failure: writes a temporary file in the same directory, flushes it,
/// renames it, and flushes the directory.
/// </summary>
internal static class AtomicFile
{
    /// <summary>The suffix of the temporary file, which remains only when the process is killed.</summary>
    public const string TemporarySuffix = ".tmp";

    /// <summary>Writes or replaces a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="write">Writes the content; may read it back and seek.</param>
    /// <exception cref="RunIoException">The file cannot be written; an old file is unchanged.</exception>
    public static void Write(string path, Action<FileStream> write)
    {
        var temporary = path + TemporarySuffix;
        try
        {
            using (var stream = new FileStream(temporary, FileMode.Create, FileAccess.ReadWrite, FileShare.None))
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }
            File.Move(temporary, path, overwrite: true);
            UnixFile.FlushDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        }
        catch (Exception e)
        {
            RunIo.TryDelete(temporary);
            if (RunIo.IsIo(e)) throw new RunIoException("write", path, e);
            throw;
        }
    }

    /// <summary>Writes or replaces a text file, UTF-8 without a byte order mark.</summary>
    /// <exception cref="RunIoException">The file cannot be written; an old file is unchanged.</exception>
    public static void Write(string path, string text) =>
        Write(path, stream => stream.Write(System.Text.Encoding.UTF8.GetBytes(text)));
}
