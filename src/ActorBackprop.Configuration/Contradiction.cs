using ActorBackprop.Learning;
using ActorBackprop.Learning.Networks;
using ActorBackprop.Learning.Optimizers;

namespace ActorBackprop.Configuration;

/// <summary>Settings that are valid alone but contradict each other.</summary>
/// <param name="Sentence">What is wrong, without the full stop.</param>
/// <param name="Keys">The settings that contradict each other.</param>
internal sealed record Contradiction(string Sentence, params string[] Keys)
{
    /// <summary>Returns the first contradiction; null for none.</summary>
    public static Contradiction? In(TrainingSettings settings)
    {
        if (settings is { Optimizer: OptimizerKind.Adam, Momentum: > 0 })
            return new("momentum needs optimizer sgd, since adam averages its gradients already", "momentum", "optimizer");
        if (settings is { Nesterov: true, Optimizer: not OptimizerKind.Sgd })
            return new("nesterov needs optimizer sgd", "nesterov", "optimizer");
        if (settings is { Nesterov: true, Momentum: 0 })
            return new("nesterov needs a momentum above 0", "nesterov", "momentum");
        if (settings.Microbatch > settings.Minibatch)
            return new($"microbatch is {settings.Microbatch}, but is a slice of minibatch, which is {settings.Minibatch}",
                "microbatch", "minibatch");
        if (settings is { Patience: > 0, Validation: 0 })
            return new("patience needs validation images, but none are held out", "patience", "validation");
        if (settings is { MeasureValidation: true, Validation: 0 })
            return new("measureValidation needs validation images, but none are held out", "measureValidation", "validation");
        if (InMode(settings) is { } mode) return mode;
        if (Network.Fault(settings.Layers, settings.LayerActivations, settings.Cost) is { } fault)
            return new($"layers, activation and cost do not make a network: {fault}", "layers", "activation", "cost");
        return null;
    }

    private static Contradiction? InMode(TrainingSettings settings)
    {
        var name = settings.ModeName;
        if (settings.GradientsPerStep is not null && !settings.HasGradientsPerStep)
            return new($"gradientsPerStep needs mode k-sync, k-batch-sync, k-async or k-batch-async, and the mode is {name}",
                "gradientsPerStep", "mode");
        if ((settings.IsLocal || settings.IsFederated) && settings.Optimizer != OptimizerKind.Sgd)
            return new($"mode {name} averages parameters after plain SGD steps, and needs optimizer sgd", "mode", "optimizer");
        if (settings.IsLocal && settings.Replicas > settings.Minibatch)
            return new($"replicas is {settings.Replicas}, but each needs a sample of minibatch, which is {settings.Minibatch}",
                "replicas", "minibatch");
        if (settings.ClientsPerRound > settings.Clients)
            return new($"clientsPerRound is {settings.ClientsPerRound}, but clients is {settings.Clients}", "clientsPerRound", "clients");
        if (settings.IsFederated && Compressors.FeedErrorBack(settings.Compression))
            return new($"compression {Names.Of(settings.Compression)} sends later what it leaves out, but a client of mode federated may not "
                + "train again; use float16 or int8", "compression", "mode");
        return null;
    }
}
