namespace ActorBackprop.Learning.Kernels;

/// <summary>
/// What the kernels ask of vectors of one width. A kernel is written once, over this; the compiler makes it anew for each
/// width, with nothing left of the interface. Every operation rounds each lane by itself, as it would a lone float.
/// </summary>
/// <typeparam name="TVector">The vector.</typeparam>
internal interface IVectors<TVector> where TVector : struct
{
    /// <summary>Floats of a vector.</summary>
    static abstract int Lanes { get; }

    /// <summary>The same number in each lane.</summary>
    static abstract TVector Create(float value);

    /// <summary>The floats from <paramref name="from"/> on.</summary>
    static abstract TVector Load(ref readonly float from);

    /// <summary>Writes the floats from <paramref name="to"/> on.</summary>
    static abstract void Store(TVector vector, ref float to);

    /// <summary>x + y.</summary>
    static abstract TVector Add(TVector x, TVector y);

    /// <summary>x / y.</summary>
    static abstract TVector Divide(TVector x, TVector y);

    /// <summary>x y + sum, rounded once.</summary>
    static abstract TVector FusedMultiplyAdd(TVector x, TVector y, TVector sum);

    /// <summary>Whether every lane is 0.</summary>
    static abstract bool IsZero(TVector vector);
}
