namespace ActorBackprop.Configuration;

/// <summary>Which version of the parameters a worker may compute on, and what the server waits for before it steps.</summary>
public enum ConsistencyMode
{
    /// <summary>All parts of a minibatch make a step: the weights do not depend on who computes what.</summary>
    Synchronous,

    /// <summary>The first K of the workers make a step, the late ones are dropped: backup workers.</summary>
    KSync,

    /// <summary>The first K gradients on a version make a step; who is done computes another.</summary>
    KBatchSync,

    /// <summary>Each gradient is a step.</summary>
    Asynchronous,

    /// <summary>The first K workers make a step; the others go on with what they are at.</summary>
    KAsync,

    /// <summary>Any K gradients make a step; nobody waits.</summary>
    KBatchAsync,

    /// <summary>A worker may be ahead of the slowest by a bound.</summary>
    StaleSynchronous,

    /// <summary>Replicas take steps of their own, then their parameters are averaged: local SGD.</summary>
    Local,

    /// <summary>Clients with data of their own train on it, some of them in each round, then their parameters are averaged.</summary>
    Federated,
}
