namespace ActorBackprop.Learning.Local;

/// <summary>The clients of federated averaging (McMahan et al. 2017). All have equally many samples; what is left over is not trained on.</summary>
/// <param name="Clients">How many there are.</param>
/// <param name="PerRound">How many of them take part in a round.</param>
/// <param name="Passes">How often each goes through its samples in a round.</param>
/// <param name="Split">How they came to their samples.</param>
/// <param name="Concentration">α of the Dirichlet distribution: the smaller, the more one-sided; only for that split.</param>
public sealed record Federation(int Clients, int PerRound, int Passes, Split Split, double Concentration);
