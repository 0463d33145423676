using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace ActorBackprop.Runs.Storage;

/// <summary>Opens files as the system does: .NET opens no directory, and no file that another process has locked.</summary>
internal static class UnixFile
{
    private const int ReadOnly = 0;

    // Never inherited by a child process: a constant that differs from system to system.
    private static readonly int CloseOnExec = OperatingSystem.IsMacOS() ? 0x1000000 : 0x80000;

    /// <summary>Opens a file or a directory to read.</summary>
    /// <returns>The open file; invalid where the system refuses.</returns>
    public static SafeFileHandle Open(string path) => new(Open(Encoding.UTF8.GetBytes(path + '\0'), ReadOnly | CloseOnExec), ownsHandle: true);

    [DllImport("libc", EntryPoint = "open", SetLastError = true)]
    private static extern int Open(byte[] path, int flags);
}

/// <summary>
/// Flushes a directory to the disk, without which a renamed file may have its old name again after a power failure. .NET
/// has no such call: Unix is asked itself; Windows has nothing to ask, its file systems keep a journal.
/// </summary>
internal static class DirectorySync
{
    private const int InputOutputError = 5, NoSpaceLeft = 28;
    private static readonly int QuotaExceeded = OperatingSystem.IsMacOS() ? 69 : 122;

    /// <summary>Returns when the directory's entries are on the disk, or when its file system has no way to flush them.</summary>
    /// <exception cref="IOException">The disk fails, or is full.</exception>
    public static void Flush(string directory)
    {
        if (OperatingSystem.IsWindows()) return;
        using var handle = UnixFile.Open(directory);
        if (handle.IsInvalid || Sync(handle) >= 0) return; // a directory that may be written to need not be readable
        var error = Marshal.GetLastPInvokeError();
        if (IsLoss(error)) throw new IOException($"{Marshal.GetPInvokeErrorMessage(error)} : '{directory}'");
    }

    /// <summary>
    /// Whether an error of fsync says that something is lost. All others say that this directory cannot be flushed: file systems
    /// have many numbers for it (EINVAL, ENOTSUP, EACCES, EBADF, ENOSYS …), and nothing more is to be had there.
    /// </summary>
    internal static bool IsLoss(int error) => error == InputOutputError || error == NoSpaceLeft || error == QuotaExceeded;

    [DllImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static extern int Sync(SafeFileHandle descriptor);
}
