using ActorBackprop.Actors.Messages;
using ActorBackprop.Learning.Data;
using ActorBackprop.Learning.Networks;
using ActorBackprop.Learning.Training;
using Akka.Actor;

namespace ActorBackprop.Actors;

/// <summary>
/// Evaluates versions of the parameters on the test images, and on the validation images if it has any, while training continues.
/// </summary>
public sealed class Evaluator : UntypedActor
{
    private readonly Network _network;
    private readonly Dataset _test;
    private readonly Dataset? _validation;

    /// <summary>Creates an evaluator with test images only.</summary>
    public Evaluator(Network network, Dataset test) : this(network, test, null)
    {
    }

    /// <summary>Creates an evaluator.</summary>
    /// <param name="network">The network.</param>
    /// <param name="test">The test images.</param>
    /// <param name="validation">The validation images; null for none.</param>
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
