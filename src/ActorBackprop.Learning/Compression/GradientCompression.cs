using ActorBackprop.Learning.Gradients;
using ActorBackprop.Learning.Kernels;
using ActorBackprop.Learning.Networks;
using ActorBackprop.Learning.Numerics;
using ActorBackprop.Learning.Sampling;
using ActorBackprop.Learning.Training;

namespace ActorBackprop.Learning.Compression;

/// <summary>
/// Compresses the gradients that a worker sends, microbatch by microbatch, and replaces each by the gradient that the server will
/// decode. With error feedback, the error of earlier messages is added first. One for each thread.
/// </summary>
public sealed class GradientCompression
{
    private readonly Network _network;
    private readonly ICompressor _compressor;
    private readonly ulong _seed;
    private readonly bool _keepsBytes;
    private readonly Residuals? _places;
    private readonly List<Residual> _own = []; // by the microbatch's index in the part
    private readonly HashSet<(long Step, Part Part)> _done = []; // parts done on the current version
    private readonly float[] _values, _read;
    private readonly byte[] _bytes;
    private (long Step, Part Part) _last;
    private long _version = -1, _turn = -1;

    /// <summary>Prepares the compression.</summary>
    /// <param name="plan">A plan with compression.</param>
    /// <param name="places">The residuals of the microbatches' places; null where there are none, or where this worker keeps its own.</param>
    /// <param name="keepsBytes">Whether the bytes themselves are sent; otherwise they are only counted.</param>
    public GradientCompression(TrainingPlan plan, Residuals? places, bool keepsBytes)
    {
        var compression = plan.Compression ?? throw new ArgumentException("the plan has no compression", nameof(plan));
        (_network, _compressor, _seed, _places, _keepsBytes) = (plan.Network, compression.Compressor, plan.Seed, places, keepsBytes);
        if (_compressor.UsesErrorFeedback && !compression.HasWorkerResiduals) ArgumentNullException.ThrowIfNull(places);
        var padded = Layer.Padded(_network.ParameterCount); // to whole vectors
        (_values, _read) = (new float[padded], new float[padded]);
        _bytes = new byte[_compressor.MaxEncodedBytes(_network.ParameterCount)];
    }

    /// <summary>Creates the compression of a plan; null where nothing is compressed.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="places">The residuals of the microbatches' places; null where there are none, or where this worker keeps its own.</param>
    /// <param name="keepsBytes">Whether the bytes themselves are sent; otherwise they are only counted. Default: no.</param>
    public static GradientCompression? Create(TrainingPlan plan, Residuals? places, bool keepsBytes = false) =>
        plan.Compression is null ? null : new GradientCompression(plan, places, keepsBytes);

    /// <summary>Compresses the sums of a part. Their gradients are overwritten by those that will be decoded.</summary>
    /// <param name="minibatch">The minibatch, whose microbatches are summed apart.</param>
    /// <param name="part">The part of the minibatch.</param>
    /// <param name="version">The version of the parameters that the sums were computed on.</param>
    /// <param name="sums">The sums, one for each microbatch.</param>
    /// <returns>The sums with their encoded bytes.</returns>
    public NodeSum[] Compress(Minibatch minibatch, Part part, long version, IReadOnlyList<NodeSum> sums)
    {
        var turn = _places is null ? TurnOf((minibatch.Step, part), version) : minibatch.Step;
        return [.. sums.Select(sum => Compress(sum, minibatch.Step, turn, sum.Node.From - part.From))];
    }

    /// <summary>Returns the turn of a part in this worker's own residuals; −1 if it is an old part that was assigned again.</summary>
    private long TurnOf((long Step, Part Part) work, long version)
    {
        if (version > _version) _done.Clear();
        if (version < _version || (!_done.Add(work) && work != _last)) return -1;
        if (version > _version || work != _last) _turn++;
        (_version, _last) = (version, work);
        return _turn;
    }

    /// <summary>Decodes what was sent in place of a gradient.</summary>
    /// <param name="plan">A plan with compression.</param>
    /// <param name="bytes">The bytes that were sent.</param>
    /// <param name="gradient">In memory order; overwritten.</param>
    /// <returns>Whether the bytes could be decoded.</returns>
    public static bool TryDecode(TrainingPlan plan, ReadOnlySpan<byte> bytes, Span<float> gradient)
    {
        var packed = new float[plan.Network.ParameterCount];
        if (!plan.Compression!.Compressor.TryDecode(bytes, packed)) return false;
        gradient.Clear(); // the padding
        GradientPacking.Unpack(plan.Network, packed, gradient);
        return true;
    }

    private NodeSum Compress(NodeSum sum, long step, long turn, int placeInPart)
    {
        GradientPacking.Pack(_network, sum.Gradient.Span, _values);
        var random = new RandomSource(_seed, RandomPurpose.Rounding, (ulong)step * 0x9E3779B97F4A7C15 ^ (uint)sum.Node.From);
        var bytes = _compressor.UsesErrorFeedback ? FeedBack(_places?[sum.Node.From] ?? Own(placeInPart), turn, random) : Code(random);
        GradientPacking.Unpack(_network, _read, sum.Gradient.Span);
        return sum with { Bytes = bytes, Encoded = _keepsBytes ? _bytes.AsSpan(0, bytes).ToArray() : default };
    }

    private int FeedBack(Residual residual, long turn, RandomSource random)
    {
        lock (residual)
        {
            if (!residual.TryBegin(turn, out var before)) return Code(random);
            Elementwise.Add(_values, before);
            var bytes = Code(random);
            residual.End(_values, _read);
            return bytes;
        }
    }

    /// <summary>Encodes the values, and decodes them again.</summary>
    private int Code(RandomSource random)
    {
        var count = _network.ParameterCount;
        var bytes = _compressor.Encode(_values.AsSpan(0, count), random, _bytes);
        return _compressor.TryDecode(_bytes.AsSpan(0, bytes), _read.AsSpan(0, count))
            ? bytes
            : throw new InvalidOperationException($"{_compressor.GetType().Name} cannot decode what it has encoded");
    }

    private Residual Own(int place)
    {
        while (_own.Count <= place) _own.Add(new Residual(_network.ParameterCount));
        return _own[place];
    }
}

/// <summary>
/// Removes the padding of a gradient's rows, which is always 0: compressed gradients and residuals have none.
/// </summary>
internal static class GradientPacking
{
    /// <summary>Copies a gradient without its padding.</summary>
    /// <param name="network">The network.</param>
    /// <param name="gradient">In memory order, <see cref="Network.ParameterLength"/> floats.</param>
    /// <param name="packed"><see cref="Network.ParameterCount"/> floats; overwritten.</param>
    public static void Pack(Network network, ReadOnlySpan<float> gradient, Span<float> packed)
    {
        foreach (var layer in network.Layers)
            for (var row = layer.WeightsOffset; row < layer.End; row += layer.Stride)
            {
                gradient.Slice(row, layer.Outputs).CopyTo(packed);
                packed = packed[layer.Outputs..];
            }
    }

    /// <summary>Copies a packed gradient to where it has padding, the reverse of <see cref="Pack"/>.</summary>
    /// <param name="network">The network.</param>
    /// <param name="packed"><see cref="Network.ParameterCount"/> floats.</param>
    /// <param name="gradient">In memory order; overwritten, except for the padding.</param>
    public static void Unpack(Network network, ReadOnlySpan<float> packed, Span<float> gradient)
    {
        foreach (var layer in network.Layers)
            for (var row = layer.WeightsOffset; row < layer.End; row += layer.Stride)
            {
                packed[..layer.Outputs].CopyTo(gradient[row..]);
                packed = packed[layer.Outputs..];
            }
    }
}

/// <summary>
/// The compression of gradients on their way to the server: each microbatch's by itself, so that it does not matter which worker
/// computes which microbatch.
/// </summary>
/// <param name="Compressor">Encodes and decodes them.</param>
public sealed record CompressionOptions(ICompressor Compressor)
{
    /// <summary>The most microbatches of a minibatch: each takes a part of a message and, with error feedback, a residual.</summary>
    public const int MaxMicrobatches = 64;

    /// <summary>
    /// Whether each worker keeps its own residuals, in modes whose steps do not wait for all workers; otherwise a residual belongs to
    /// the place of a microbatch in its minibatch. Default: false.
    /// </summary>
    public bool HasWorkerResiduals { get; init; }
}
