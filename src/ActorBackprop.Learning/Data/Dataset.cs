using System.Runtime.InteropServices;
using ActorBackprop.Learning.Kernels;

namespace ActorBackprop.Learning.Data;

/// <summary>
/// Labelled images. Pixels stay bytes, 0 to 255, and a network sees pixel / 255; or they are floats, which it sees as they are.
/// Immutable; shared by all who train on it.
/// </summary>
public sealed class Dataset
{
    private readonly byte[] _pixels;
    private readonly float[]? _values;
    private readonly byte[] _labels;
    private readonly int _first;

    /// <summary>Takes ownership of the arrays.</summary>
    /// <param name="pixels">[images][pixels of an image].</param>
    /// <param name="labels">[images], each below <paramref name="classes"/>.</param>
    /// <param name="rows">Pixels down an image.</param>
    /// <param name="columns">Pixels across an image.</param>
    /// <param name="classes">Number of classes.</param>
    public Dataset(byte[] pixels, byte[] labels, int rows, int columns, int classes)
        : this(pixels, null, labels, rows, columns, classes, 0, labels.Length)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(pixels.Length, labels.Length * rows * columns);
    }

    /// <summary>Takes ownership of the arrays, of images or anything else that is numbers.</summary>
    /// <param name="values">[samples][rows · columns], finite: what a network sees. About 1 in size trains best.</param>
    /// <param name="labels">[samples], each below <paramref name="classes"/>.</param>
    /// <param name="rows">1 where it is no image.</param>
    /// <param name="columns">Numbers of a sample, where it is no image.</param>
    /// <param name="classes">Number of classes.</param>
    public Dataset(float[] values, byte[] labels, int rows, int columns, int classes)
        : this([], values, labels, rows, columns, classes, 0, labels.Length)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(values.Length, labels.Length * rows * columns);
    }

    private Dataset(byte[] pixels, float[]? values, byte[] labels, int rows, int columns, int classes, int first, int count)
    {
        (_pixels, _values, _labels, Rows, Columns, Classes, _first, Count) = (pixels, values, labels, rows, columns, classes, first, count);
    }

    /// <summary>Images.</summary>
    public int Count { get; }

    /// <summary>Pixels down an image.</summary>
    public int Rows { get; }

    /// <summary>Pixels across an image.</summary>
    public int Columns { get; }

    /// <summary>Number of classes; labels are 0 to this − 1.</summary>
    public int Classes { get; }

    /// <summary>Whether the pixels are bytes.</summary>
    public bool HasBytes => _values is null;

    /// <summary>Pixels of an image, row by row.</summary>
    public int PixelCount => Rows * Columns;

    /// <summary>Image <paramref name="index"/> to look at, row by row, 0 to 255; where pixels are floats, 0 to 1 of them, rounded.</summary>
    public ReadOnlySpan<byte> Pixels(int index)
    {
        if (_values is null) return _pixels.AsSpan(Checked(index) * PixelCount, PixelCount);
        return Array.ConvertAll(Values(index).ToArray(), value => (byte)Math.Round(255 * Math.Clamp(value, 0, 1)));
    }

    /// <summary>What a network sees of image <paramref name="index"/>.</summary>
    /// <param name="index">Which image.</param>
    /// <param name="inputs">[<see cref="PixelCount"/>] where to.</param>
    public void CopyTo(int index, Span<float> inputs)
    {
        if (_values is null) PixelKernels.Unpack(Pixels(index), inputs);
        else Values(index).CopyTo(inputs);
    }

    /// <summary>What a network sees of image <paramref name="index"/>, in double precision: pixel / 255.</summary>
    public double[] Inputs(int index) => _values is null
        ? Array.ConvertAll(Pixels(index).ToArray(), pixel => pixel / 255.0)
        : Array.ConvertAll(Values(index).ToArray(), value => (double)value);

    /// <summary>The class of image <paramref name="index"/>.</summary>
    public int Label(int index) => _labels[Checked(index)];

    /// <summary>Images <paramref name="first"/> to first + count − 1, sharing the memory.</summary>
    public Dataset Slice(int first, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(first);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(first + (long)count, Count);
        return new Dataset(_pixels, _values, _labels, Rows, Columns, Classes, _first + first, count);
    }

    /// <summary>The memory that image <paramref name="index"/> lies in.</summary>
    internal ReadOnlySpan<byte> Memory(int index) => _values is null ? Pixels(index) : MemoryMarshal.AsBytes(Values(index));

    /// <summary>Whether all numbers of image <paramref name="index"/>, whose pixels are floats, are finite.</summary>
    internal bool IsFinite(int index)
    {
        foreach (var value in Values(index))
            if (!float.IsFinite(value)) return false;
        return true;
    }

    /// <summary>The labels of all images.</summary>
    internal ReadOnlySpan<byte> Labels => _labels.AsSpan(_first, Count);

    private ReadOnlySpan<float> Values(int index) => _values.AsSpan(Checked(index) * PixelCount, PixelCount);

    private int Checked(int index) => (uint)index < (uint)Count ? _first + index : throw new ArgumentOutOfRangeException(nameof(index));
}
