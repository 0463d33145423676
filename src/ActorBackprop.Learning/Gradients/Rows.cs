using ActorBackprop.Learning.Kernels;

namespace ActorBackprop.Learning.Gradients;

/// <summary>
/// Numbers of a workspace, one row for each sample. Rows begin an odd number of cache lines apart: at a power of two the
/// same column of all rows would compete for one place of the cache.
/// </summary>
internal sealed class Rows
{
    private const int Line = 16;

    private readonly Memory<float> _floats;

    /// <summary>Makes room, all 0.</summary>
    /// <param name="samples">Rows.</param>
    /// <param name="width">Floats needed of each.</param>
    public Rows(int samples, int width)
    {
        Stride = ((width + Line - 1) / Line | 1) * Line;
        _floats = Aligned.Floats(samples * Stride);
    }

    /// <summary>Floats from one row to the next.</summary>
    public int Stride { get; }

    /// <summary>All from a sample's row on.</summary>
    public Span<float> From(int sample) => _floats.Span[(sample * Stride)..];

    /// <summary>The first floats of a sample's row.</summary>
    public Span<float> Of(int sample, int width) => _floats.Span.Slice(sample * Stride, width);
}
