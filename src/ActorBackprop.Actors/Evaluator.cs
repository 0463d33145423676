using ActorBackprop.Actors.Messages;
using ActorBackprop.Learning.Data;
using ActorBackprop.Learning.Networks;
using ActorBackprop.Learning.Training;
using Akka.Actor;

namespace ActorBackprop.Actors;

/// <summary>
/// Measures how good a named version of the parameters is on the test images, and on the validation images where they
/// are asked about, while training goes on.
/// </summary>
public sealed class Evaluator : UntypedActor
{
    private readonly Network _network;
    private readonly Dataset _test;
    private readonly Dataset? _validation;

    /// <summary>An evaluator of the test images alone.</summary>
    public Evaluator(Network network, Dataset test) : this(network, test, null)
    {
    }

    /// <summary>An evaluator.</summary>
    /// <param name="network">The network.</param>
    /// <param name="test">The test images.</param>
    /// <param name="validation">The validation images; null does without.</param>
    public Evaluator(Network network, Dataset test, Dataset? validation)
    {
        (_network, _test, _validation) = (network, test, validation);
    }

    /// <inheritdoc/>
    protected override void OnReceive(object message)
    {
        if (message is EvaluateParameters evaluate)
            Sender.Tell(new ParametersEvaluated(evaluate.Epoch, evaluate.Snapshot.Steps, evaluate.Snapshot,
                Evaluation.Of(_network, evaluate.Snapshot.Parameters, _test),
                _validation is null ? null : Evaluation.Of(_network, evaluate.Snapshot.Parameters, _validation)));
        else Unhandled(message);
    }
}
