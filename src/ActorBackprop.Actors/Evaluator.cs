using ActorBackprop.Actors.Protocol;
using ActorBackprop.Learning.Data;
using ActorBackprop.Learning.Networks;
using ActorBackprop.Learning.Training;
using Akka.Actor;

namespace ActorBackprop.Actors;

/// <summary>Measures how good a named version of the parameters is on the test images, while training goes on.</summary>
public sealed class Evaluator(Network network, Dataset test) : UntypedActor
{
    /// <inheritdoc/>
    protected override void OnReceive(object message)
    {
        if (message is EvaluateParameters evaluate)
            Sender.Tell(new ParametersEvaluated(evaluate.Epoch, evaluate.Snapshot.Steps, evaluate.Snapshot,
                Evaluation.Of(network, evaluate.Snapshot.Parameters, test)));
        else Unhandled(message);
    }
}
