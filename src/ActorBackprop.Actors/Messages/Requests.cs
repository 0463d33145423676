using ActorBackprop.Learning.Training;

namespace ActorBackprop.Actors.Messages;

// What the server asks of the evaluator and the store, with their answers, and what others ask of the server.

/// <summary>Any actor to server: end the training after the last completed step, with a checkpoint.</summary>
public sealed record StopTraining;

/// <summary>Process launcher to server: no further worker will join. The training ends, with a checkpoint.</summary>
/// <param name="Why">A sentence without its full stop.</param>
public sealed record GiveUpTraining(string Why);

/// <summary>
/// User interface to server: use another learning rate from the next step on. The only message that changes the weights; a plain
/// training never receives it. A rate that is not positive and finite is ignored.
/// </summary>
/// <param name="Rate">η.</param>
public sealed record ChangeLearningRate(float Rate);

/// <summary>Server to evaluator: evaluate this version. Training continues meanwhile, unless it has patience.</summary>
/// <param name="Epoch">The epoch that ended with it, from 1.</param>
/// <param name="Snapshot">A copy of the version.</param>
public sealed record EvaluateParameters(int Epoch, TrainingSnapshot Snapshot);

/// <summary>Evaluator to server, and from there to all observers: the result of an evaluation.</summary>
/// <param name="Epoch">The epoch, from 1.</param>
/// <param name="Version">The version that was evaluated.</param>
/// <param name="Snapshot">What was evaluated.</param>
/// <param name="Result">The result on the test images.</param>
/// <param name="Validation">The result on the validation images; null where they are not measured.</param>
public sealed record ParametersEvaluated(
    int Epoch, long Version, TrainingSnapshot Snapshot, Evaluation Result, Evaluation? Validation = null);

/// <summary>Server to store: write a checkpoint.</summary>
/// <param name="Snapshot">What to write.</param>
public sealed record StoreSnapshot(TrainingSnapshot Snapshot);

/// <summary>Store to server: the snapshot is on disk.</summary>
/// <param name="Steps">The steps of the snapshot.</param>
public sealed record SnapshotStored(long Steps);

/// <summary>Store to server: the snapshot could not be written.</summary>
/// <param name="Why">A sentence.</param>
public sealed record SnapshotNotStored(string Why);
