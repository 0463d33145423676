using ActorBackprop.Learning.Gradients;
using ActorBackprop.Learning.Kernels;
using ActorBackprop.Learning.Networks;
using ActorBackprop.Learning.Numerics;
using ActorBackprop.Learning.Sampling;
using ActorBackprop.Learning.Training;

namespace ActorBackprop.Learning.Compression;

/// <summary>
/// Compresses what a worker sends of its part, microbatch by microbatch, and puts in the place of each gradient what the server
/// is to read. With error feedback, what the messages before have left out is added first. One for each thread.
/// </summary>
public sealed class GradientCompression
{
    private readonly Network _network;
    private readonly ICompressor _compressor;
    private readonly ulong _seed;
    private readonly bool _keepsBytes;
    private readonly Residuals? _places;
    private readonly List<Residual> _own = []; // by the microbatch's place in the part
    private readonly HashSet<(long Step, Part Part)> _done = []; // of those, the ones on the current version
    private readonly float[] _values, _read;
    private readonly byte[] _bytes;
    private (long Step, Part Part) _last;
    private long _version = -1, _turn = -1;

    /// <summary>Prepares to compress.</summary>
    /// <param name="plan">A plan with compression.</param>
    /// <param name="places">The residuals of the microbatches' places; null where there are none, or where this worker has its own.</param>
    /// <param name="keepsBytes">Whether the bytes themselves are sent; else they are only counted.</param>
    public GradientCompression(TrainingPlan plan, Residuals? places, bool keepsBytes)
    {
        var compression = plan.Compression ?? throw new ArgumentException("it compresses nothing", nameof(plan));
        (_network, _compressor, _seed, _places, _keepsBytes) = (plan.Network, compression.Compressor, plan.Seed, places, keepsBytes);
        if (_compressor.FeedsErrorBack && !compression.AreResidualsWorkers) ArgumentNullException.ThrowIfNull(places);
        var padded = Layer.Padded(_network.ParameterCount); // to whole vectors
        (_values, _read) = (new float[padded], new float[padded]);
        _bytes = new byte[_compressor.MostBytes(_network.ParameterCount)];
    }

    /// <summary>That of a plan; null where nothing is compressed.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="places">The residuals of the microbatches' places; null where there are none, or where this worker has its own.</param>
    /// <param name="keepsBytes">Whether the bytes themselves are sent; else they are only counted. Default: no.</param>
    public static GradientCompression? Of(TrainingPlan plan, Residuals? places, bool keepsBytes = false) =>
        plan.Compression is null ? null : new GradientCompression(plan, places, keepsBytes);

    /// <summary>Compresses the sums of a part. Their gradients are overwritten by what will be read.</summary>
    /// <param name="minibatch">Of which minibatch, whose microbatches are summed apart.</param>
    /// <param name="part">Which of them.</param>
    /// <param name="version">The version of the parameters that they were computed on.</param>
    /// <param name="sums">One for each microbatch.</param>
    /// <returns>The same, with what they take on a wire.</returns>
    public NodeSum[] Compress(Minibatch minibatch, Part part, long version, IReadOnlyList<NodeSum> sums)
    {
        var turn = _places is null ? TurnOf((minibatch.Step, part), version) : minibatch.Step;
        return [.. sums.Select(sum => Compress(sum, minibatch.Step, turn, sum.Node.From - part.From))];
    }

    /// <summary>The turn of a part in this worker's own residuals; −1 if it is an old one that came once more.</summary>
    private long TurnOf((long Step, Part Part) work, long version)
    {
        if (version > _version) _done.Clear();
        if (version < _version || (!_done.Add(work) && work != _last)) return -1;
        if (version > _version || work != _last) _turn++;
        (_version, _last) = (version, work);
        return _turn;
    }

    /// <summary>Reads what was sent in place of a gradient.</summary>
    /// <param name="plan">The plan it is of, with compression.</param>
    /// <param name="bytes">What was sent.</param>
    /// <param name="gradient">In memory order; overwritten.</param>
    /// <returns>Whether it could be read.</returns>
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
        var bytes = _compressor.FeedsErrorBack ? FeedBack(_places?[sum.Node.From] ?? Own(placeInPart), turn, random) : Code(random);
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

    /// <summary>The values as bytes, and read from them again.</summary>
    private int Code(RandomSource random)
    {
        var count = _network.ParameterCount;
        var bytes = _compressor.Encode(_values.AsSpan(0, count), random, _bytes);
        return _compressor.TryDecode(_bytes.AsSpan(0, bytes), _read.AsSpan(0, count))
            ? bytes
            : throw new InvalidOperationException($"{_compressor.GetType().Name} cannot read what it wrote");
    }

    private Residual Own(int place)
    {
        while (_own.Count <= place) _own.Add(new Residual(_network.ParameterCount));
        return _own[place];
    }
}

/// <summary>
/// A gradient without the padding of its rows, in memory order: what is compressed, and what a residual is of. The padding is 0
/// and stays 0, and is not worth a byte.
/// </summary>
internal static class GradientPacking
{
    /// <summary>Leaves the padding out.</summary>
    /// <param name="network">Whose gradient it is.</param>
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

    /// <summary>Puts the padding in. The reverse of <see cref="Pack"/>.</summary>
    /// <param name="network">Whose gradient it is.</param>
    /// <param name="packed"><see cref="Network.ParameterCount"/> floats.</param>
    /// <param name="gradient">In memory order; overwritten, but for the padding.</param>
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
/// How gradients are compressed on their way to the server: those of each microbatch by themselves, so that who computes which
/// microbatch changes nothing.
/// </summary>
/// <param name="Compressor">Makes bytes of them.</param>
public sealed record CompressionOptions(ICompressor Compressor)
{
    /// <summary>Most microbatches of a minibatch: of each there is a message's part and, with error feedback, a residual.</summary>
    public const int MostMicrobatches = 64;

    /// <summary>
    /// Whether residuals are a worker's own, where steps do not wait for all workers; else they belong to the place of a microbatch in
    /// its minibatch. Default: no.
    /// </summary>
    public bool AreResidualsWorkers { get; init; }
}
