using System.IO.MemoryMappedFiles;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace ActorBackprop.Cluster.Transport.SharedMemory;

/// <summary>
/// Memory that several processes of a machine map: slots of the same length, each aligned to 64 bytes. It is a file without a name in
/// /dev/shm, allocated to its last page. Other processes open it through its creator's open files in /proc, so nothing remains when the last
/// process that maps it ends, for whatever reason. Linux only. It stays mapped until it is garbage collected.
/// </summary>
internal sealed class SharedSegment : IDisposable
{
    private const string Folder = "/dev/shm";
    private const int HeadBytes = 4096;
    private const int SlotAlignment = 64;

    private readonly FileStream _file;
    private readonly MemoryMappedViewAccessor _view;
    private readonly long _stride;

    private SharedSegment(FileStream file, int slots, int floats, MemoryMappedFileAccess access, byte[]? nonce)
    {
        (_file, Slots, Floats, _stride) = (file, slots, floats, Stride(floats));
        using var map = MemoryMappedFile.CreateFromFile(file, null, 0, access, HandleInheritability.None, leaveOpen: true);
        _view = map.CreateViewAccessor(0, Bytes(slots, floats), access);
        if (nonce is not null) _view.WriteArray(0, nonce, 0, nonce.Length);
        Ticket = new SegmentTicket(Environment.ProcessId, (int)file.SafeFileHandle.DangerousGetHandle(), slots, ReadNonce());
    }

    /// <summary>The number of slots.</summary>
    public int Slots { get; }

    /// <summary>The floats of a slot.</summary>
    public int Floats { get; }

    /// <summary>The data with which another process maps it.</summary>
    internal SegmentTicket Ticket { get; }

    /// <summary>Creates a segment.</summary>
    /// <param name="slots">The number of slots, 1 or more.</param>
    /// <param name="floats">The floats of a slot.</param>
    /// <param name="why">The reason for a failure, as a sentence; empty if there is none.</param>
    /// <returns>The segment; null if this machine has no such memory, or not enough.</returns>
    public static SharedSegment? TryCreate(int slots, int floats, out string why)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(slots, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(slots, SegmentTicket.MaxSlots);
        ArgumentOutOfRangeException.ThrowIfLessThan(floats, 1);
        if (!Futex.IsSupported || !Directory.Exists(Folder))
            return None($"Memory is shared through {Folder}, which this machine does not have.", out why);
        try
        {
            var (bytes, free) = (Bytes(slots, floats), new DriveInfo(Folder).AvailableFreeSpace);
            if (bytes > free) return None($"{Folder} is full: {Text(bytes)} are needed, {Text(free)} are free.", out why);
            why = "";
            return Create(bytes, slots, floats);
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            return None($"Memory could not be shared through {Folder}: {cause.Message.TrimEnd('.')}.", out why);
        }
    }

    /// <summary>Maps a segment that another process has created.</summary>
    /// <param name="ticket">The segment's ticket.</param>
    /// <param name="floats">The floats of a slot.</param>
    /// <param name="writable">Whether the slots may be written to.</param>
    /// <param name="why">The reason for a failure, as a sentence; empty if there is none.</param>
    /// <returns>The segment; null if it cannot be mapped.</returns>
    internal static SharedSegment? TryOpen(SegmentTicket ticket, int floats, bool writable, out string why)
    {
        var path = $"/proc/{ticket.Process}/fd/{ticket.Descriptor}";
        if (!Futex.IsSupported) return None($"Memory is shared through {Folder}, which this machine does not have.", out why);
        FileStream? file = null;
        try
        {
            file = new FileStream(path, FileMode.Open, writable ? FileAccess.ReadWrite : FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 0);
            if (file.Length != Bytes(ticket.Slots, floats)) return Close(file, $"{path} is not as long as the leader's memory.", out why);
            var access = writable ? MemoryMappedFileAccess.ReadWrite : MemoryMappedFileAccess.Read;
            var segment = new SharedSegment(file, ticket.Slots, floats, access, null);
            if (!segment.Ticket.Nonce.AsSpan().SequenceEqual(ticket.Nonce)) return Close(file, $"{path} is not the leader's memory.", out why);
            file.Dispose(); // the mapping stays
            why = "";
            return segment;
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            return Close(file, $"{path} cannot be mapped: {cause.Message.TrimEnd('.')}.", out why);
        }
    }

    /// <summary>Closes the file, so that no other process can map it. Processes that have mapped it, and this one, keep it.</summary>
    public void Dispose() => _file.Dispose();

    /// <summary>Returns the address of a slot, valid as long as the segment is referenced.</summary>
    internal nint Slot(int index)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)Slots, nameof(index));
        // Not AcquirePointer: that would keep it mapped until it is released explicitly.
        return _view.SafeMemoryMappedViewHandle.DangerousGetHandle() + HeadBytes + (nint)(index * _stride);
    }

    private static SharedSegment Create(long bytes, int slots, int floats)
    {
        var file = UnnamedFile.Create(Folder, bytes);
        try
        {
            return new SharedSegment(file, slots, floats, MemoryMappedFileAccess.ReadWrite, RandomNumberGenerator.GetBytes(SegmentTicket.NonceBytes));
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private static string Text(long bytes) => bytes >= 10 << 20 ? $"{bytes >> 20} MB" : $"{bytes >> 10} KB";

    private static long Stride(int floats) => ((long)floats * sizeof(float) + SlotAlignment - 1) / SlotAlignment * SlotAlignment;

    private static long Bytes(int slots, int floats) => HeadBytes + slots * Stride(floats);

    private byte[] ReadNonce()
    {
        var nonce = new byte[SegmentTicket.NonceBytes];
        _view.ReadArray(0, nonce, 0, nonce.Length);
        return nonce;
    }

    private static SharedSegment? Close(FileStream? file, string sentence, out string why)
    {
        file?.Dispose();
        return None(sentence, out why);
    }

    private static SharedSegment? None(string sentence, out string why)
    {
        why = sentence;
        return null;
    }
}

/// <summary>The data with which another process maps a segment.</summary>
/// <param name="Process">The id of the process that created it.</param>
/// <param name="Descriptor">The descriptor of the open file in that process.</param>
/// <param name="Slots">The number of slots.</param>
/// <param name="Nonce">The 32 bytes at its beginning, which prove that it is the same memory.</param>
internal sealed record SegmentTicket(int Process, int Descriptor, int Slots, byte[] Nonce)
{
    /// <summary>The bytes of the nonce.</summary>
    public const int NonceBytes = 32;

    /// <summary>The most slots of a segment.</summary>
    public const int MaxSlots = 1 << 16;
}

/// <summary>Creates files without a name, so that none can remain. .NET has no such call, so this calls Linux.</summary>
internal static class UnnamedFile
{
    private const int ReadWrite = 2, CloseOnExec = 0x80000, OwnerOnly = 0x180;

    // O_TMPFILE, which contains O_DIRECTORY, whose value depends on the architecture.
    private static readonly int NoName = 0x400000 | (RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? 0x4000 : 0x10000);

    /// <summary>Creates a file that only its owner can read. Every byte is allocated, so that too little memory is an error here and not a
    /// signal at the first use.</summary>
    /// <exception cref="IOException">The file cannot be created, or not with this length.</exception>
    public static FileStream Create(string folder, long bytes)
    {
        var descriptor = Open(Encoding.UTF8.GetBytes(folder + '\0'), ReadWrite | NoName | CloseOnExec, OwnerOnly);
        if (descriptor < 0) throw new IOException(Marshal.GetLastPInvokeErrorMessage());
        var file = new FileStream(new SafeFileHandle(descriptor, ownsHandle: true), FileAccess.ReadWrite, bufferSize: 0);
        if (Allocate(descriptor, 0, bytes) is not 0 and var error)
        {
            file.Dispose();
            throw new IOException($"{bytes >> 20} MB could not be allocated: {Marshal.GetPInvokeErrorMessage(error)}");
        }
        return file;
    }

    [DllImport("libc", EntryPoint = "open", SetLastError = true)]
    private static extern int Open(byte[] path, int flags, int mode);

    [DllImport("libc", EntryPoint = "posix_fallocate")]
    private static extern int Allocate(int descriptor, long from, long bytes);
}
