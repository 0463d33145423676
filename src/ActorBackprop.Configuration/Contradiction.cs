using ActorBackprop.Learning;
using ActorBackprop.Learning.Networks;
using ActorBackprop.Learning.Optimizers;

namespace ActorBackprop.Configuration;

/// <summary>Settings that are each good but do not go together.</summary>
/// <param name="Sentence">What is wrong, without the full stop.</param>
/// <param name="Keys">The settings it is about.</param>
internal sealed record Contradiction(string Sentence, params string[] Keys)
{
    /// <summary>The first contradiction; null when there is none.</summary>
    public static Contradiction? In(TrainingSettings settings)
    {
        if (settings is { Optimizer: OptimizerKind.Adam, Momentum: > 0 })
            return new("momentum is for optimizer sgd: adam averages its gradients by itself", "momentum", "optimizer");
        if (settings is { Nesterov: true, Optimizer: not OptimizerKind.Sgd })
            return new("nesterov needs optimizer sgd", "nesterov", "optimizer");
        if (settings is { Nesterov: true, Momentum: 0 })
            return new("nesterov needs a momentum above 0", "nesterov", "momentum");
        if (settings.Microbatch > settings.Minibatch)
            return new($"microbatch is {settings.Microbatch}, but is a slice of minibatch, which is {settings.Minibatch}",
                "microbatch", "minibatch");
        if (settings is { Patience: > 0, Validation: 0 })
            return new("patience goes by the validation images, but none is held out", "patience", "validation");
        if (settings is { MeasureValidation: true, Validation: 0 })
            return new("measureValidation measures the validation images, but none is held out", "measureValidation", "validation");
        if (InMode(settings) is { } mode) return mode;
        if (Network.Fault(settings.Layers, settings.LayerActivations, settings.Cost) is { } fault)
            return new($"layers, activation and cost do not make a network: {fault}", "layers", "activation", "cost");
        return null;
    }

    private static Contradiction? InMode(TrainingSettings settings)
    {
        var name = settings.ModeName;
        if (settings.GradientsPerStep is not null && !settings.HasGradientsPerStep)
            return new($"gradientsPerStep is for the modes k-sync, k-batch-sync, k-async and k-batch-async, not for {name}",
                "gradientsPerStep", "mode");
        if ((settings.IsLocal || settings.IsFederated) && settings.Optimizer != OptimizerKind.Sgd)
            return new($"mode {name} averages what plain steps led to, and needs optimizer sgd", "mode", "optimizer");
        if (settings.IsLocal && settings.Replicas > settings.Minibatch)
            return new($"replicas is {settings.Replicas}, but each needs a sample of minibatch, which is {settings.Minibatch}",
                "replicas", "minibatch");
        if (settings.ClientsPerRound > settings.Clients)
            return new($"clientsPerRound is {settings.ClientsPerRound}, but clients is {settings.Clients}", "clientsPerRound", "clients");
        if (settings.IsFederated && Compressors.FeedErrorBack(settings.Compression))
            return new($"compression {Names.Of(settings.Compression)} sends later what it leaves out, but a client of mode federated may "
                + "not be there later; float16 and int8 go with it", "compression", "mode");
        return null;
    }
}
