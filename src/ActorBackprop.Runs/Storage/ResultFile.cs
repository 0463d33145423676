using System.Text;

namespace ActorBackprop.Runs.Storage;

/// <summary>
/// Result files that the user names: reports, pages, timelines. A new one replaces an older one of its kind, and no other file: what
/// the program did not write it does not overwrite.
/// </summary>
public static class ResultFile
{
    /// <summary>What every HTML page of this program has in its head.</summary>
    public const string HtmlMark = "<meta name=\"generator\" content=\"ActorBackprop\">";

    private const int MarkIsWithin = 1024; // bytes from the start

    /// <summary>Writes or replaces a text file, UTF-8 without a mark of its own.</summary>
    /// <param name="path">The file; a link is followed.</param>
    /// <param name="mark">ASCII text that all files of this kind have in their first 1,024 bytes.</param>
    /// <param name="text">The content.</param>
    /// <exception cref="RunIoException">There is a file of another kind, or the system refuses: what was there is untouched.</exception>
    public static void Write(string path, string mark, string text)
    {
        var target = TargetOf(path, mark);
        if (target.StartsWith("/dev/", StringComparison.Ordinal)) throw new RunIoException($"Cannot write {path}: it is a device; name a file.");
        AtomicFile.Write(target, text);
    }

    /// <summary>Returns the file to write: the path itself, or the file that it links to.</summary>
    /// <param name="path">The file that the user named.</param>
    /// <param name="mark">As in <see cref="Write"/>.</param>
    /// <exception cref="RunIoException">There is something else than an older file of this kind, or the system refuses.</exception>
    public static string TargetOf(string path, string mark) => RunIo.Do("write", path, () =>
    {
        var file = new FileInfo(path);
        var target = file.LinkTarget is null ? file.FullName : file.ResolveLinkTarget(returnFinalTarget: true)!.FullName;
        if (File.Exists(target) && !IsOfKind(target, mark))
            throw new RunIoException($"Cannot write {path}: there is a file that this program did not write; name another file, or move that one.");
        return target;
    });

    /// <summary>Whether a file is empty or begins as files of a kind do.</summary>
    /// <param name="path">The file, which is there.</param>
    /// <param name="mark">As in <see cref="Write"/>.</param>
    /// <exception cref="RunIoException">The system refuses.</exception>
    public static bool IsOfKind(string path, string mark) => RunIo.Do("read", path, () =>
    {
        // To open a pipe for reading alone would wait for its writer.
        using var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        if (!file.CanSeek) return false;
        if (file.Length == 0) return true;
        var start = new byte[MarkIsWithin];
        var count = file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        return Encoding.Latin1.GetString(start, 0, count).Contains(mark, StringComparison.Ordinal);
    });
}
