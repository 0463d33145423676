namespace ActorBackprop.Learning.Compression;

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
