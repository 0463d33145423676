using System.Globalization;
using System.Text;
using ActorBackprop.Runs.Storage;

namespace ActorBackprop.Runs.Files;

/// <summary>
/// The exclusive lock on a run's directory. The system releases it when the process ends, even after a crash, so a lock is never stale. The
/// locked file names the process; it is not deleted.
/// </summary>
internal sealed class RunLock : IDisposable
{
    /// <summary>The name of the locked file.</summary>
    public const string FileName = "lock";

    private const int MaxOwnerBytes = 256, ReadOnlyFileSystem = 30;

    private readonly FileStream? _file;

    private RunLock(FileStream? file) => _file = file;

    /// <summary>Locks a directory.</summary>
    /// <param name="directory">An existing directory.</param>
    /// <exception cref="RunDirectoryException">Another process has locked it.</exception>
    /// <exception cref="RunIoException">The file cannot be locked.</exception>
    public static RunLock Take(string directory) => RunIo.Do("lock", directory, () => Open(directory));

    /// <summary>
    /// Locks a directory for reading. Where this process may not write it takes no lock: no process of this user can write there either.
    /// </summary>
    /// <exception cref="RunDirectoryException">Another process has locked it.</exception>
    /// <exception cref="RunIoException">The file cannot be locked.</exception>
    public static RunLock TakeToRead(string directory)
    {
        try
        {
            return Take(directory);
        }
        catch (RunIoException e) when (e.InnerException is UnauthorizedAccessException or IOException { HResult: ReadOnlyFileSystem })
        {
            return new RunLock(null);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _file?.Dispose();

    private static RunLock Open(string directory)
    {
        var path = Path.Combine(directory, FileName);
        try
        {
            var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
            Write(file);
            return new RunLock(file);
        }
        catch (IOException e) when (IsHeld(e))
        {
            throw new RunDirectoryException($"{directory} is in use by {OwnerOf(path)}; wait until it ends, or end it.");
        }
    }

    // EWOULDBLOCK on Unix, ERROR_SHARING_VIOLATION on Windows.
    private static bool IsHeld(IOException e) => e.HResult == (
        OperatingSystem.IsWindows() ? unchecked((int)0x80070020) : OperatingSystem.IsMacOS() ? 35 : 11);

    private static void Write(FileStream file)
    {
        try
        {
            file.SetLength(0);
            file.Write(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessId} {Environment.MachineName}\n")));
        }
        catch (IOException)
        {
            // The disk is full: the lock holds, but the file names no process.
        }
    }

    private static string OwnerOf(string path)
    {
        const string Other = "another process";
        if (OperatingSystem.IsWindows()) return Other;
        using var handle = UnixFile.Open(path);
        if (handle.IsInvalid) return Other;
        using var file = new FileStream(handle, FileAccess.Read, bufferSize: 0);
        var bytes = new byte[MaxOwnerBytes];
        var words = Encoding.UTF8.GetString(bytes, 0, file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false)).Split();
        return words is [{ Length: > 0 } process, { Length: > 0 } machine, ..] && process.All(char.IsAsciiDigit)
            && machine.All(letter => !char.IsControl(letter))
            ? $"process {process}{(machine == Environment.MachineName ? "" : $" on {machine}")}"
            : Other;
    }
}
