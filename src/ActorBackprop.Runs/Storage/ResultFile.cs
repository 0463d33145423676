using System.Text;

namespace ActorBackprop.Runs.Storage;

/// <summary>
/// Writes result files that the user names: reports, pages, timelines. A file replaces an older one of its kind, but never a file that this
/// program did not write.
/// </summary>
public static class ResultFile
{
    /// <summary>The mark of an HTML page of this program, in its head.</summary>
    public const string HtmlMark = "<meta name=\"generator\" content=\"ActorBackprop\">";

    private const int MarkBytes = 1024; // the mark is within so many bytes from the start

    /// <summary>Writes or replaces a text file, UTF-8 without a byte order mark.</summary>
    /// <param name="path">The file; a link is followed.</param>
    /// <param name="mark">ASCII text within the first 1,024 bytes of all files of this kind.</param>
    /// <param name="text">The content.</param>
    /// <exception cref="RunIoException">A file of another kind exists, or the file cannot be written; an old file is unchanged.</exception>
    public static void Write(string path, string mark, string text)
    {
        var target = TargetOf(path, mark);
        if (target.StartsWith("/dev/", StringComparison.Ordinal)) throw new RunIoException($"Cannot write {path}: it is a device; name a file.");
        AtomicFile.Write(target, text);
    }

    /// <summary>Returns the file to write: the path, or the target of a link.</summary>
    /// <param name="path">The file that the user named.</param>
    /// <param name="mark">As in <see cref="Write"/>.</param>
    /// <exception cref="RunIoException">A file of another kind exists, or the file cannot be read.</exception>
    public static string TargetOf(string path, string mark) => RunIo.Do("write", path, () =>
    {
        var file = new FileInfo(path);
        var target = file.LinkTarget is null ? file.FullName : file.ResolveLinkTarget(returnFinalTarget: true)!.FullName;
        if (File.Exists(target) && !IsOfKind(target, mark))
            throw new RunIoException($"Cannot write {path}: this file exists, and this program did not write it; name another file, or move it.");
        return target;
    });

    /// <summary>Returns whether a file is empty or of this kind.</summary>
    /// <param name="path">An existing file.</param>
    /// <param name="mark">As in <see cref="Write"/>.</param>
    /// <exception cref="RunIoException">The file cannot be read.</exception>
    public static bool IsOfKind(string path, string mark) => RunIo.Do("read", path, () =>
    {
        // Opening a pipe for reading only would wait for its writer.
        using var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        if (!file.CanSeek) return false;
        if (file.Length == 0) return true;
        var start = new byte[MarkBytes];
        var count = file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        return Encoding.Latin1.GetString(start, 0, count).Contains(mark, StringComparison.Ordinal);
    });
}
