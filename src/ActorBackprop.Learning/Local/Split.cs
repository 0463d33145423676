namespace ActorBackprop.Learning.Local;

/// <summary>How samples are split among the clients of federated averaging.</summary>
public enum Split
{
    /// <summary>Independent and identically distributed: the shuffled samples in equal shares.</summary>
    Iid,

    /// <summary>Sorted by label, cut into two shards for each client, and two of them given to each: most see two digits.</summary>
    Pathological,

    /// <summary>Each client draws its own mixture of labels from a symmetric Dirichlet distribution.</summary>
    Dirichlet,
}
