namespace ActorBackprop.Runs.Storage;

/// <summary>
/// Files that are old or new, never between, whenever the process or the power goes: temporary file in the same
/// directory, write, flush to the disk, rename, flush the directory.
/// </summary>
internal static class AtomicFile
{
    /// <summary>What a file in the making has behind its name; left behind only by a process that was killed.</summary>
    public const string TemporarySuffix = ".tmp";

    /// <summary>Writes or replaces a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="write">Writes the content; may read back and seek.</param>
    /// <exception cref="RunIoException">The system refuses; the old file, if any, is untouched.</exception>
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
            DirectorySync.Flush(Path.GetDirectoryName(Path.GetFullPath(path))!);
        }
        catch (Exception e)
        {
            RunIo.TryDelete(temporary);
            if (RunIo.IsIo(e)) throw new RunIoException("write", path, e);
            throw;
        }
    }

    /// <summary>Writes or replaces a text file, UTF-8 without a mark.</summary>
    /// <exception cref="RunIoException">The system refuses; the old file, if any, is untouched.</exception>
    public static void Write(string path, string text) =>
        Write(path, stream => stream.Write(System.Text.Encoding.UTF8.GetBytes(text)));
}
