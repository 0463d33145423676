namespace ActorBackprop.Learning.Data;

/// <summary>
/// Labelled images. Pixels stay bytes, 0 to 255; a network sees pixel / 255. Immutable; shared by all who train on it.
/// </summary>
public sealed class Dataset
{
    private readonly byte[] _pixels;
    private readonly byte[] _labels;
    private readonly int _first;

    /// <summary>Takes ownership of the arrays.</summary>
    /// <param name="pixels">[images][pixels of an image].</param>
    /// <param name="labels">[images], each below <paramref name="classes"/>.</param>
    /// <param name="rows">Pixels down an image.</param>
    /// <param name="columns">Pixels across an image.</param>
    /// <param name="classes">Number of classes.</param>
    public Dataset(byte[] pixels, byte[] labels, int rows, int columns, int classes)
        : this(pixels, labels, rows, columns, classes, 0, labels.Length)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(pixels.Length, labels.Length * rows * columns);
    }

    private Dataset(byte[] pixels, byte[] labels, int rows, int columns, int classes, int first, int count)
    {
        (_pixels, _labels, Rows, Columns, Classes, _first, Count) = (pixels, labels, rows, columns, classes, first, count);
    }

    /// <summary>Images.</summary>
    public int Count { get; }

    /// <summary>Pixels down an image.</summary>
    public int Rows { get; }

    /// <summary>Pixels across an image.</summary>
    public int Columns { get; }

    /// <summary>Number of classes; labels are 0 to this − 1.</summary>
    public int Classes { get; }

    /// <summary>Pixels of an image, row by row.</summary>
    public int PixelCount => Rows * Columns;

    /// <summary>Image <paramref name="index"/>, row by row, 0 to 255.</summary>
    public ReadOnlySpan<byte> Pixels(int index) => _pixels.AsSpan(Checked(index) * PixelCount, PixelCount);

    /// <summary>The class of image <paramref name="index"/>.</summary>
    public int Label(int index) => _labels[Checked(index)];

    /// <summary>Images <paramref name="first"/> to first + count − 1, sharing the memory.</summary>
    public Dataset Slice(int first, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(first);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(first + (long)count, Count);
        return new Dataset(_pixels, _labels, Rows, Columns, Classes, _first + first, count);
    }

    private int Checked(int index) => (uint)index < (uint)Count ? _first + index : throw new ArgumentOutOfRangeException(nameof(index));
}
