using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace ActorBackprop.Cluster.Wire.SharedMemory;

/// <summary>Files that never have a name, so that none is left behind. .NET has no such call; Linux is asked itself.</summary>
internal static class UnnamedFile
{
    private const int ReadWrite = 2, CloseOnExec = 0x80000, OwnerOnly = 0x180;

    // What "no name" is in the system's numbers; it holds "a directory", which is not the same everywhere.
    private static readonly int NoName = 0x400000 | (RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? 0x4000 : 0x10000);

    /// <summary>Makes one, readable by its owner only, whose every byte is allocated: one that cannot be had is an error here, and
    /// not a signal at its first use.</summary>
    /// <exception cref="IOException">It cannot be made, or not so large.</exception>
    public static FileStream Create(string folder, long bytes)
    {
        var descriptor = Open(Encoding.UTF8.GetBytes(folder + '\0'), ReadWrite | NoName | CloseOnExec, OwnerOnly);
        if (descriptor < 0) throw new IOException(Marshal.GetLastPInvokeErrorMessage());
        var file = new FileStream(new SafeFileHandle(descriptor, ownsHandle: true), FileAccess.ReadWrite, bufferSize: 0);
        if (Allocate(descriptor, 0, bytes) is not 0 and var error)
        {
            file.Dispose();
            throw new IOException($"{bytes >> 20} MB could not be had: {Marshal.GetPInvokeErrorMessage(error)}");
        }
        return file;
    }

    [DllImport("libc", EntryPoint = "open", SetLastError = true)]
    private static extern int Open(byte[] path, int flags, int mode);

    [DllImport("libc", EntryPoint = "posix_fallocate")]
    private static extern int Allocate(int descriptor, long from, long bytes);
}
