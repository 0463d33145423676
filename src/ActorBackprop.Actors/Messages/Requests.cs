using ActorBackprop.Learning.Training;

namespace ActorBackprop.Actors.Messages;

// What the server asks of the evaluator and the store, and their answers. They share a file because they are read together.

/// <summary>Anybody to server: end the training after the last completed step, with a checkpoint.</summary>
public sealed record StopTraining;

/// <summary>Whoever starts the workers to server: no worker will come any more. The training ends, with a checkpoint.</summary>
/// <param name="Why">A sentence without its end.</param>
public sealed record GiveUpTraining(string Why);

/// <summary>
/// Somebody who plays to server: another learning rate from the next step on. The one message that changes the answer; a
/// plain training is never sent it. A rate that is not positive and finite is ignored.
/// </summary>
/// <param name="Rate">η.</param>
public sealed record ChangeLearningRate(float Rate);

/// <summary>Server to evaluator: how good is this version? Training goes on meanwhile, unless it has patience.</summary>
/// <param name="Epoch">The epoch it ended, from 1.</param>
/// <param name="Snapshot">The named version, a copy.</param>
public sealed record EvaluateParameters(int Epoch, TrainingSnapshot Snapshot);

/// <summary>Evaluator to server, and from there to all observers: so good.</summary>
/// <param name="Epoch">The epoch, from 1.</param>
/// <param name="Version">Steps that the evaluated parameters have behind them.</param>
/// <param name="Snapshot">What was evaluated.</param>
/// <param name="Result">The result on the test images.</param>
/// <param name="Validation">The result on the validation images; null where they are not measured.</param>
public sealed record ParametersEvaluated(
    int Epoch, long Version, TrainingSnapshot Snapshot, Evaluation Result, Evaluation? Validation = null);

/// <summary>Server to store: write a checkpoint.</summary>
/// <param name="Snapshot">What to write.</param>
public sealed record StoreSnapshot(TrainingSnapshot Snapshot);

/// <summary>Store to server: it is on the disk.</summary>
/// <param name="Steps">Steps of the snapshot.</param>
public sealed record SnapshotStored(long Steps);

/// <summary>Store to server: it is not.</summary>
/// <param name="Why">A sentence.</param>
public sealed record SnapshotNotStored(string Why);
