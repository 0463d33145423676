using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace ActorBackprop.Learning.Kernels;

/// <summary>
/// The operations on vectors of one width. A kernel is written once, over this interface; the compiler specializes it for each
/// width and inlines the operations. Every operation rounds each lane by itself, as it would a single float.
/// </summary>
/// <typeparam name="TVector">The vector.</typeparam>
internal interface IVectors<TVector> where TVector : struct
{
    /// <summary>The floats of a vector.</summary>
    static abstract int Lanes { get; }

    /// <summary>Returns a vector with the same number in each lane.</summary>
    static abstract TVector Create(float value);

    /// <summary>Returns the floats from <paramref name="from"/> on.</summary>
    static abstract TVector Load(ref readonly float from);

    /// <summary>Writes the floats from <paramref name="to"/> on.</summary>
    static abstract void Store(TVector vector, ref float to);

    /// <summary>Returns x + y.</summary>
    static abstract TVector Add(TVector x, TVector y);

    /// <summary>Returns x / y.</summary>
    static abstract TVector Divide(TVector x, TVector y);

    /// <summary>Returns x y + sum, rounded once.</summary>
    static abstract TVector FusedMultiplyAdd(TVector x, TVector y, TVector sum);

    /// <summary>Returns whether every lane is 0.</summary>
    static abstract bool IsZero(TVector vector);
}

/// <summary>Vectors of 128 bits.</summary>
internal readonly struct Vectors128 : IVectors<Vector128<float>>
{
    public static int Lanes => 4;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Create(float value) => Vector128.Create(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Load(ref readonly float from) => Vector128.LoadUnsafe(in from);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector128<float> vector, ref float to) => vector.StoreUnsafe(ref to);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Add(Vector128<float> x, Vector128<float> y) => x + y;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Divide(Vector128<float> x, Vector128<float> y) => x / y;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> FusedMultiplyAdd(Vector128<float> x, Vector128<float> y, Vector128<float> sum) =>
        Vector128.FusedMultiplyAdd(x, y, sum);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsZero(Vector128<float> vector) => Vector128.EqualsAll(vector, Vector128<float>.Zero);
}

/// <summary>Vectors of 256 bits.</summary>
internal readonly struct Vectors256 : IVectors<Vector256<float>>
{
    public static int Lanes => 8;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Create(float value) => Vector256.Create(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Load(ref readonly float from) => Vector256.LoadUnsafe(in from);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector256<float> vector, ref float to) => vector.StoreUnsafe(ref to);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Add(Vector256<float> x, Vector256<float> y) => x + y;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Divide(Vector256<float> x, Vector256<float> y) => x / y;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> FusedMultiplyAdd(Vector256<float> x, Vector256<float> y, Vector256<float> sum) =>
        Vector256.FusedMultiplyAdd(x, y, sum);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsZero(Vector256<float> vector) => Vector256.EqualsAll(vector, Vector256<float>.Zero);
}

/// <summary>Vectors of 512 bits.</summary>
internal readonly struct Vectors512 : IVectors<Vector512<float>>
{
    public static int Lanes => 16;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Create(float value) => Vector512.Create(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Load(ref readonly float from) => Vector512.LoadUnsafe(in from);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector512<float> vector, ref float to) => vector.StoreUnsafe(ref to);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Add(Vector512<float> x, Vector512<float> y) => x + y;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Divide(Vector512<float> x, Vector512<float> y) => x / y;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> FusedMultiplyAdd(Vector512<float> x, Vector512<float> y, Vector512<float> sum) =>
        Vector512.FusedMultiplyAdd(x, y, sum);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsZero(Vector512<float> vector) => Vector512.EqualsAll(vector, Vector512<float>.Zero);
}

/// <summary>A number that the compiler knows when it compiles a kernel.</summary>
internal interface ISize
{
    /// <summary>The number.</summary>
    static abstract int Count { get; }
}

internal readonly struct Size0 : ISize { public static int Count => 0; }
internal readonly struct Size1 : ISize { public static int Count => 1; }
internal readonly struct Size2 : ISize { public static int Count => 2; }
internal readonly struct Size3 : ISize { public static int Count => 3; }
internal readonly struct Size4 : ISize { public static int Count => 4; }
internal readonly struct Size5 : ISize { public static int Count => 5; }
internal readonly struct Size6 : ISize { public static int Count => 6; }
internal readonly struct Size7 : ISize { public static int Count => 7; }
internal readonly struct Size8 : ISize { public static int Count => 8; }
internal readonly struct Size9 : ISize { public static int Count => 9; }
internal readonly struct Size10 : ISize { public static int Count => 10; }
internal readonly struct Size11 : ISize { public static int Count => 11; }
internal readonly struct Size12 : ISize { public static int Count => 12; }
