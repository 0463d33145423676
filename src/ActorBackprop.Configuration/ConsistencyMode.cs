namespace ActorBackprop.Configuration;

/// <summary>What the server waits for before a step, and which version of the parameters a worker may compute on.</summary>
public enum ConsistencyMode
{
    /// <summary>A step takes all parts of a minibatch, so the weights do not depend on which worker computes which part.</summary>
    Synchronous,

    /// <summary>A step takes the gradients of the first K workers and drops late ones: backup workers.</summary>
    KSync,

    /// <summary>A step takes the first K gradients on a version; a worker that finishes starts its next part.</summary>
    KBatchSync,

    /// <summary>A step takes one gradient.</summary>
    Asynchronous,

    /// <summary>A step takes the gradients of K workers; the others continue with their parts.</summary>
    KAsync,

    /// <summary>A step takes any K gradients; no worker waits.</summary>
    KBatchAsync,

    /// <summary>A worker may be ahead of the slowest by a bounded number of minibatches.</summary>
    StaleSynchronous,

    /// <summary>Replicas take steps independently, then the server averages their parameters: local SGD.</summary>
    Local,

    /// <summary>Some clients in each round train on their own data, then the server averages their parameters.</summary>
    Federated,
}
