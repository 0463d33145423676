using System.Runtime.InteropServices;
using ActorBackprop.Learning.Kernels;

namespace ActorBackprop.Learning.Data;

/// <summary>
/// Labelled images. Pixels are bytes, 0 to 255, of which a network sees pixel / 255, or floats, which it sees unchanged.
/// Immutable and safe to share.
/// </summary>
public sealed class Dataset
{
    /// <summary>The most classes that data may have: a label is a byte.</summary>
    public const int MaxClasses = byte.MaxValue + 1;

    private readonly byte[] _pixels;
    private readonly float[]? _values;
    private readonly byte[] _labels;
    private readonly int[]? _order; // the index of each image in the arrays; null where images are in the arrays' order from _first on
    private readonly int _first;
    private readonly Lazy<(float Low, float High)> _range;

    /// <summary>Creates a set of images of bytes. Takes ownership of the arrays.</summary>
    /// <param name="pixels">[images][pixels of an image].</param>
    /// <param name="labels">[images], each below <paramref name="classes"/>.</param>
    /// <param name="rows">Pixels down an image.</param>
    /// <param name="columns">Pixels across an image.</param>
    /// <param name="classes">The number of classes.</param>
    /// <param name="channels">The numbers of a pixel. Default: one.</param>
    public Dataset(byte[] pixels, byte[] labels, int rows, int columns, int classes, Channels channels = default)
        : this(pixels, null, labels, rows, columns, classes, channels)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(pixels.Length, labels.Length * PixelCount);
    }

    /// <summary>Creates a set of images, or of any samples that are numbers. Takes ownership of the arrays.</summary>
    /// <param name="values">[samples][rows · columns · channels], finite: the inputs of a network. Numbers of about 1 train best.</param>
    /// <param name="labels">[samples], each below <paramref name="classes"/>.</param>
    /// <param name="rows">Pixels down an image; 1 where a sample is no image.</param>
    /// <param name="columns">Pixels across an image; the numbers of a sample that is no image.</param>
    /// <param name="classes">The number of classes.</param>
    /// <param name="channels">The numbers of a pixel. Default: one.</param>
    public Dataset(float[] values, byte[] labels, int rows, int columns, int classes, Channels channels = default)
        : this([], values, labels, rows, columns, classes, channels)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(values.Length, labels.Length * PixelCount);
    }

    private Dataset(byte[] pixels, float[]? values, byte[] labels, int rows, int columns, int classes, Channels channels)
    {
        (_pixels, _values, _labels) = (pixels, values, labels);
        (Rows, Columns, Classes, Channels, Count) = (rows, columns, classes, channels, labels.Length);
        _range = new(FindRange);
    }

    private Dataset(Dataset whole, int[]? order, int first, int count)
    {
        (_pixels, _values, _labels, _range) = (whole._pixels, whole._values, whole._labels, whole._range);
        (Rows, Columns, Classes, Channels) = (whole.Rows, whole.Columns, whole.Classes, whole.Channels);
        (_order, _first, Count) = (order, first, count);
    }

    /// <summary>The number of images.</summary>
    public int Count { get; }

    /// <summary>Pixels down an image.</summary>
    public int Rows { get; }

    /// <summary>Pixels across an image.</summary>
    public int Columns { get; }

    /// <summary>The number of classes; labels are 0 to <see cref="Classes"/> − 1.</summary>
    public int Classes { get; }

    /// <summary>The numbers of a pixel, and their layout.</summary>
    public Channels Channels { get; }

    /// <summary>Whether the pixels are bytes.</summary>
    public bool HasBytes => _values is null;

    /// <summary>The numbers of an image: pixels times channels.</summary>
    public int PixelCount => Rows * Columns * Channels.Count;

    /// <summary>The smallest and the largest input of a network, over all images that were loaded with these.</summary>
    public (float Low, float High) Range => _range.Value;

    /// <summary>Whether all images are identical.</summary>
    public bool AreIdentical
    {
        get
        {
            for (var i = 1; i < Count; i++)
                if (!Memory(i).SequenceEqual(Memory(0))) return false;
            return true;
        }
    }

    /// <summary>
    /// Returns image <paramref name="index"/> for display: [rows][columns], 0 to 255, the mean of its channels. Floats outside of
    /// 0 to 1 are scaled from <see cref="Range"/>.
    /// </summary>
    public ReadOnlySpan<byte> Pixels(int index)
    {
        if (_values is null && Channels.Count == 1) return Bytes(index);
        var inputs = new float[PixelCount];
        CopyTo(index, inputs);
        var (low, high) = _values is null || Range is { Low: >= 0, High: <= 1 } ? (0, 1) : Range;
        var (grey, size) = (new byte[Rows * Columns], Math.Max(high - low, float.Epsilon));
        for (var pixel = 0; pixel < grey.Length; pixel++)
        {
            var sum = 0f;
            for (var channel = 0; channel < Channels.Count; channel++) sum += inputs[Channels.IndexOf(pixel, channel, grey.Length)];
            grey[pixel] = (byte)Math.Round(255 * Math.Clamp((sum / Channels.Count - low) / size, 0, 1));
        }
        return grey;
    }

    /// <summary>Copies the inputs of a network for image <paramref name="index"/>.</summary>
    /// <param name="index">The image.</param>
    /// <param name="inputs">[<see cref="PixelCount"/>], overwritten.</param>
    public void CopyTo(int index, Span<float> inputs)
    {
        if (_values is null) PixelKernels.Unpack(Bytes(index), inputs);
        else Values(index).CopyTo(inputs);
    }

    /// <summary>Returns the inputs of a network for image <paramref name="index"/> in double precision: pixel / 255.</summary>
    public double[] Inputs(int index) => _values is null
        ? Array.ConvertAll(Bytes(index).ToArray(), pixel => pixel / 255.0)
        : Array.ConvertAll(Values(index).ToArray(), value => (double)value);

    /// <summary>Returns image <paramref name="index"/> in double precision: inputs, and targets of 1 for its class and 0 for the others.</summary>
    public (double[] X, double[] Y) Sample(int index)
    {
        var y = new double[Classes];
        y[Label(index)] = 1;
        return (Inputs(index), y);
    }

    /// <summary>Returns the class of image <paramref name="index"/>.</summary>
    public int Label(int index) => _labels[Place(index)];

    /// <summary>Returns the number of images of each class: [<see cref="Classes"/>].</summary>
    public int[] CountLabels()
    {
        var counts = new int[Classes];
        for (var i = 0; i < Count; i++) counts[Label(i)]++;
        return counts;
    }

    /// <summary>Returns images <paramref name="first"/> to first + count − 1, sharing the memory.</summary>
    public Dataset Slice(int first, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(first);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(first + (long)count, Count);
        return new Dataset(this, _order, _first + first, count);
    }

    /// <summary>Returns the images at some indices, in their order, sharing the memory.</summary>
    public Dataset Select(ReadOnlySpan<int> indices)
    {
        var order = new int[indices.Length];
        for (var i = 0; i < order.Length; i++) order[i] = Place(indices[i]);
        return new Dataset(this, order, 0, order.Length);
    }

    /// <summary>Returns the memory of image <paramref name="index"/>.</summary>
    internal ReadOnlySpan<byte> Memory(int index) => _values is null ? Bytes(index) : MemoryMarshal.AsBytes(Values(index));

    /// <summary>Returns whether all numbers of image <paramref name="index"/>, whose pixels are floats, are finite.</summary>
    internal bool IsFinite(int index)
    {
        foreach (var value in Values(index))
            if (!float.IsFinite(value)) return false;
        return true;
    }

    /// <summary>Returns the labels of all images.</summary>
    internal ReadOnlySpan<byte> Labels()
    {
        if (_order is null) return _labels.AsSpan(_first, Count);
        var labels = new byte[Count];
        for (var i = 0; i < labels.Length; i++) labels[i] = (byte)Label(i);
        return labels;
    }

    private ReadOnlySpan<byte> Bytes(int index) => _pixels.AsSpan(Place(index) * PixelCount, PixelCount);

    private ReadOnlySpan<float> Values(int index) => _values.AsSpan(Place(index) * PixelCount, PixelCount);

    private int Place(int index)
    {
        if ((uint)index >= (uint)Count) throw new ArgumentOutOfRangeException(nameof(index));
        return _order is null ? _first + index : _order[_first + index];
    }

    private (float Low, float High) FindRange() => _labels.Length == 0 ? (0, 1)
        : _values is null ? (_pixels.Min() / 255f, _pixels.Max() / 255f) : (_values.Min(), _values.Max());
}

/// <summary>The numbers of a pixel, and their layout. The default is one number.</summary>
public readonly record struct Channels
{
    private readonly int _more; // than one, so that the default is one

    /// <param name="count">The numbers of a pixel, 1 or more: 3 for red, green and blue.</param>
    /// <param name="areFirst">Whether an image is [channels][rows][columns], as in PyTorch, and not [rows][columns][channels].</param>
    public Channels(int count, bool areFirst)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        (_more, AreFirst) = (count - 1, areFirst && count > 1);
    }

    /// <summary>The numbers of a pixel.</summary>
    public int Count => _more + 1;

    /// <summary>Whether an image is [channels][rows][columns].</summary>
    public bool AreFirst { get; }

    /// <summary>Returns the index of a number in an image.</summary>
    /// <param name="pixel">The index of the pixel, row by row.</param>
    /// <param name="channel">The channel.</param>
    /// <param name="pixels">The pixels of an image.</param>
    public int IndexOf(int pixel, int channel, int pixels) => AreFirst ? channel * pixels + pixel : pixel * Count + channel;
}
