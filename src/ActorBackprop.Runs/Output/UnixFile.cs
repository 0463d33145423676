using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace ActorBackprop.Runs.Output;

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
