namespace ActorBackprop.Benchmarks;

/// <summary>One of ours beside one of the peers: a line of what `peers --json` writes.</summary>
/// <param name="Network">Its widths.</param>
/// <param name="Minibatch">Samples of a step.</param>
/// <param name="Ours">one-worker, two-workers or two-processes.</param>
/// <param name="SamplesPerSecond">Ours, the median of the rounds.</param>
/// <param name="Gflops">Ours.</param>
/// <param name="Peer">A configuration of pytorch_peers.py.</param>
/// <param name="PeerSamplesPerSecond">Its, the median of the rounds.</param>
/// <param name="PeerGflops">Its.</param>
/// <param name="Ratio">Ours through its.</param>
internal sealed record PeerRow(string Network, int Minibatch, string Ours, double SamplesPerSecond, double Gflops,
    string Peer, double PeerSamplesPerSecond, double PeerGflops, double Ratio);
