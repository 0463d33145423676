namespace ActorBackprop.Learning.Local;

/// <summary>
/// How a microbatch is trained on where it is not differentiated as a whole: whoever computes it takes steps of its own, and
/// sends how far they led. A microbatch is then what the literature calls a client, or a worker of local SGD.
/// </summary>
/// <param name="Batch">Samples of one local step, 1 or more.</param>
public sealed record LocalOptions(int Batch)
{
    /// <summary>Who has which samples; null where each round takes the next ones of the epoch's shuffled order. Default: null.</summary>
    public Federation? Federation { get; init; }
}
