using ActorBackprop.Configuration;
using ActorBackprop.Learning;
using ActorBackprop.Learning.Data;
using ActorBackprop.Learning.Networks;
using ActorBackprop.Learning.Reference;
using ActorBackprop.Learning.Training;
using ActorBackprop.Runs.Trained;
using ActorBackprop.Runs.Training;

namespace ActorBackprop.Cli.Explaining;

/// <summary>The network that is explained: where it comes from, its parameters, and the data it is for.</summary>
internal sealed record Subject
{
    public required Network Network { get; init; }

    /// <summary>Its parameters in double precision: a training's floats as they are, or numbers as they were written.</summary>
    public required ReferenceNetwork Reference { get; init; }

    /// <summary>The parameters in memory order, for the kernels that train.</summary>
    public required float[] Parameters { get; init; }

    /// <summary>Where the parameters come from, to follow "784-30-10, ".</summary>
    public required string Origin { get; init; }

    /// <summary>Steps trained; 0 for none.</summary>
    public long Steps { get; init; }

    /// <summary>Sentences about checkpoints that were passed over.</summary>
    public IReadOnlyList<string> Remarks { get; init; } = [];

    /// <summary>Loads the plan of the training and the data it is for.</summary>
    public required Func<(TrainingPlan Plan, DataSets Data)> Prepare { get; init; }

    /// <summary>The network that a command line names.</summary>
    public static Subject Of(ExplainRequest request) => request.Run is { } run ? Trained(run, request) : Untrained(request);

    private static Subject Trained(string run, ExplainRequest request)
    {
        if (request.Weights is not null) throw Wrong.Usage("--run and --weights exclude each other: the weights are the run's.");
        // --minibatch asks for a view and --data says where the samples are; all else would make another network.
        var other = request.Configuration.Origins.FirstOrDefault(origin => origin.Key is not ("minibatch" or "data")
            && origin.Value != "default" && !origin.Value.StartsWith("environment ", StringComparison.Ordinal));
        if (other.Key is not null)
            throw Wrong.Usage($"--run brings the settings of its run: leave out {other.Key} ({other.Value}), or leave out --run.");
        var trained = TrainedNetwork.Open(run);
        return new Subject
        {
            Network = trained.Network,
            Parameters = trained.Parameters,
            Reference = ReferenceNetwork.FromCanonical(trained.Network, trained.CanonicalParameters),
            Origin = $"trained for {trained.Steps:N0} steps ({run})",
            Steps = trained.Steps,
            Remarks = trained.Refused,
            Prepare = () => trained.Prepare(request.Configuration.Settings.Data),
        };
    }

    private static Subject Untrained(ExplainRequest request)
    {
        var settings = request.Configuration.Settings;
        var network = settings.ToNetwork();
        var drawn = request.Weights is null ? ParameterInitialization.Draw(network, settings.Initializer, settings.Seed) : null;
        var canonical = drawn is null
            ? Numbers.Parse("--weights", request.Weights!, network.ParameterCount, $"the weights and biases of {network}")
            : Array.ConvertAll(CanonicalOrder.FromMemory(network, drawn), p => (double)p);
        return new Subject
        {
            Network = network,
            Parameters = drawn ?? CanonicalOrder.ToMemory(network, Array.ConvertAll(canonical, p => (float)p)),
            Reference = ReferenceNetwork.FromCanonical(network, canonical),
            Origin = drawn is null ? "weights as given" : $"untrained, {Names.Of(settings.Initializer)}, seed {settings.Seed}",
            Prepare = () => TrainingRun.Prepare(settings),
        };
    }
}
