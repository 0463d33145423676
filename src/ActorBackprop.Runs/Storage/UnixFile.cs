using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace ActorBackprop.Runs.Storage;

/// <summary>Calls of Unix that .NET lacks: open a directory or a locked file, and flush a directory.</summary>
internal static class UnixFile
{
    private const int ReadOnly = 0, InputOutputError = 5, NoSpaceLeft = 28;
    private static readonly int QuotaExceeded = OperatingSystem.IsMacOS() ? 69 : 122;

    // Child processes do not inherit the file; the constant differs between systems.
    private static readonly int CloseOnExec = OperatingSystem.IsMacOS() ? 0x1000000 : 0x80000;

    /// <summary>Opens a file or a directory for reading.</summary>
    /// <returns>The open file; an invalid handle on failure.</returns>
    public static SafeFileHandle Open(string path) => new(Open(Encoding.UTF8.GetBytes(path + '\0'), ReadOnly | CloseOnExec), ownsHandle: true);

    /// <summary>
    /// Flushes a directory to the disk, without which a renamed file may have its old name after a power failure. Does nothing where the file
    /// system cannot flush directories, and on Windows, whose file systems keep a journal.
    /// </summary>
    /// <exception cref="IOException">The disk fails, or is full.</exception>
    public static void FlushDirectory(string directory)
    {
        if (OperatingSystem.IsWindows()) return;
        using var handle = Open(directory);
        if (handle.IsInvalid || Sync(handle) >= 0) return; // a writable directory may be unreadable
        var error = Marshal.GetLastPInvokeError();
        if (IsLoss(error)) throw new IOException($"{Marshal.GetPInvokeErrorMessage(error)} : '{directory}'");
    }

    /// <summary>
    /// Returns whether an error of fsync means lost data. All other errors mean that this directory cannot be flushed; file systems have many
    /// numbers for that: EINVAL, ENOTSUP, EACCES, EBADF, ENOSYS …
    /// </summary>
    internal static bool IsLoss(int error) => error == InputOutputError || error == NoSpaceLeft || error == QuotaExceeded;

    [DllImport("libc", EntryPoint = "open", SetLastError = true)]
    private static extern int Open(byte[] path, int flags);

    [DllImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static extern int Sync(SafeFileHandle descriptor);
}
