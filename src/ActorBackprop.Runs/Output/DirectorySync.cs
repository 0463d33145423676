using System.Runtime.InteropServices;
using System.Text;

namespace ActorBackprop.Runs.Output;

/// <summary>
/// Flushes a directory to the disk, without which a renamed file may have its old name again after a power failure. .NET
/// has no such call: Unix is asked itself; Windows has nothing to ask, its file systems keep a journal.
/// </summary>
internal static class DirectorySync
{
    private const int ReadOnly = 0, InvalidArgument = 22;

    /// <summary>Returns when the directory's entries are on the disk.</summary>
    /// <exception cref="IOException">The system refuses.</exception>
    public static void Flush(string directory)
    {
        if (OperatingSystem.IsWindows()) return;
        var descriptor = Open(Encoding.UTF8.GetBytes(directory + '\0'), ReadOnly);
        if (descriptor < 0) throw Refused(directory);
        try
        {
            // Some file systems cannot flush a directory, and say so with this number: nothing more to be had there.
            if (Sync(descriptor) < 0 && Marshal.GetLastPInvokeError() != InvalidArgument) throw Refused(directory);
        }
        finally
        {
            _ = Close(descriptor);
        }
    }

    private static IOException Refused(string directory) => new($"{Marshal.GetLastPInvokeErrorMessage()} : '{directory}'");

    [DllImport("libc", EntryPoint = "open", SetLastError = true)]
    private static extern int Open(byte[] path, int flags);

    [DllImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static extern int Sync(int descriptor);

    [DllImport("libc", EntryPoint = "close")]
    private static extern int Close(int descriptor);
}
