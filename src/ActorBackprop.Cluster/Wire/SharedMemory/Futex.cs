using System.Runtime.InteropServices;

namespace ActorBackprop.Cluster.Wire.SharedMemory;

/// <summary>Waits in the system for a word of memory that several processes map. .NET has no such call; Linux is asked itself.</summary>
internal static unsafe class Futex
{
    private const int Waits = 0, Wakes = 1;

    private static readonly nint Number = RuntimeInformation.ProcessArchitecture switch
    {
        Architecture.X64 => 202,
        Architecture.Arm64 => 98,
        _ => -1,
    };

    /// <summary>Whether it can be had on this machine.</summary>
    public static bool IsSupported => OperatingSystem.IsLinux() && Number >= 0;

    /// <summary>Waits to be woken, unless the word has another value. May return for no reason.</summary>
    public static void WaitWhile(int* word, int value) => Call(Number, word, Waits, value, 0, 0, 0);

    /// <summary>Wakes whoever waits for a word, in whatever process.</summary>
    public static void Wake(int* word) => Call(Number, word, Wakes, int.MaxValue, 0, 0, 0);

    [DllImport("libc", EntryPoint = "syscall")]
    private static extern nint Call(nint number, int* word, nint operation, nint value, nint timeout, nint second, nint third);
}
