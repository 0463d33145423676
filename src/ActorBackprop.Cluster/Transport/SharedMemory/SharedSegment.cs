using System.IO.MemoryMappedFiles;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace ActorBackprop.Cluster.Transport.SharedMemory;

/// <summary>
/// Memory that several processes of a machine map: slots of one length, each beginning at a multiple of 64 bytes. It is a
/// file without a name in /dev/shm, allocated to its last page, which others open by way of its maker's open files: nothing of
/// it is left when the last process that maps it ends, however it ends. Linux only. It stays mapped until it is collected.
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

    /// <summary>Slots it has.</summary>
    public int Slots { get; }

    /// <summary>Floats of a slot.</summary>
    public int Floats { get; }

    /// <summary>What another process needs to map it.</summary>
    internal SegmentTicket Ticket { get; }

    /// <summary>Makes a segment.</summary>
    /// <param name="slots">Slots, 1 or more.</param>
    /// <param name="floats">Floats of each.</param>
    /// <param name="why">Why there is none, as a sentence; empty where there is one.</param>
    /// <returns>Null where this machine has no such memory, or not enough.</returns>
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
            if (bytes > free) return None($"{Folder} is full: {Text(bytes)} were asked for, {Text(free)} are free.", out why);
            why = "";
            return Create(bytes, slots, floats);
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            return None($"Memory could not be shared through {Folder}: {cause.Message.TrimEnd('.')}.", out why);
        }
    }

    /// <summary>Maps a segment that another process has made.</summary>
    /// <param name="ticket">Where it is.</param>
    /// <param name="floats">Floats that a slot has.</param>
    /// <param name="writable">Whether its slots may be written to.</param>
    /// <param name="why">Why it cannot be mapped, as a sentence; empty where it is.</param>
    /// <returns>Null where it cannot be mapped.</returns>
    internal static SharedSegment? TryOpen(SegmentTicket ticket, int floats, bool writable, out string why)
    {
        var path = $"/proc/{ticket.Process}/fd/{ticket.Descriptor}";
        if (!Futex.IsSupported) return None($"Memory is shared through {Folder}, which this machine does not have.", out why);
        FileStream? file = null;
        try
        {
            file = new FileStream(path, FileMode.Open, writable ? FileAccess.ReadWrite : FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 0);
            if (file.Length != Bytes(ticket.Slots, floats)) return Close(file, $"{path} has not the length of the leader's memory.", out why);
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

    /// <summary>Closes the file: no other process can map it any more. Those that have, and this one, keep it.</summary>
    public void Dispose() => _file.Dispose();

    /// <summary>A slot's address. Valid for as long as the segment is referenced.</summary>
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

/// <summary>What another process needs to know to map a segment.</summary>
/// <param name="Process">The process that made it.</param>
/// <param name="Descriptor">Its open file there.</param>
/// <param name="Slots">Slots it has.</param>
/// <param name="Nonce">What stands at its head, 32 bytes: proves that it is this very memory.</param>
internal sealed record SegmentTicket(int Process, int Descriptor, int Slots, byte[] Nonce)
{
    /// <summary>Bytes of the nonce.</summary>
    public const int NonceBytes = 32;

    /// <summary>Most slots a segment has.</summary>
    public const int MaxSlots = 1 << 16;
}

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
