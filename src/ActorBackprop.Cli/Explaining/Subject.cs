using ActorBackprop.Cli.Commands;
using ActorBackprop.Configuration;
using ActorBackprop.Learning;
using ActorBackprop.Learning.Data;
using ActorBackprop.Learning.Networks;
using ActorBackprop.Learning.Reference;
using ActorBackprop.Learning.Training;
using ActorBackprop.Runs.Training;

namespace ActorBackprop.Cli.Explaining;

/// <summary>The network to explain: its parameters, their origin, and its data.</summary>
internal sealed record Subject
{
    public required Network Network { get; init; }

    /// <summary>The parameters in double precision: the floats of a training, or the numbers of --weights.</summary>
    public required ReferenceNetwork Reference { get; init; }

    /// <summary>The parameters in memory order, for the training kernels.</summary>
    public required float[] Parameters { get; init; }

    /// <summary>Where the parameters come from; follows "784-30-10, ".</summary>
    public required string Origin { get; init; }

    /// <summary>Steps trained; 0 for none.</summary>
    public long Steps { get; init; }

    /// <summary>Sentences about checkpoints that could not be read.</summary>
    public IReadOnlyList<string> Remarks { get; init; } = [];

    /// <summary>Loads the plan and the data of the training.</summary>
    public required Func<(TrainingPlan Plan, DataSets Data)> Prepare { get; init; }

    /// <summary>Returns the network that a command line names.</summary>
    public static Subject Of(ExplainRequest request) => request.Run is { } run ? Trained(run, request) : Untrained(request);

    private static Subject Trained(string run, ExplainRequest request)
    {
        if (request.Weights is not null) throw Usage.Error("--run and --weights exclude each other: the weights are the run's.");
        // --minibatch asks for a section and --data says where the samples are; any other setting would give another network.
        var other = request.Configuration.Origins.FirstOrDefault(origin => origin.Key is not ("minibatch" or "data")
            && origin.Value != "default" && !origin.Value.StartsWith("environment ", StringComparison.Ordinal));
        if (other.Key is not null)
            throw Usage.Error($"--run uses the settings of its run: leave out {other.Key} ({other.Value}), or leave out --run.");
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

/// <summary>An input and its target.</summary>
/// <param name="X">[inputs].</param>
/// <param name="Y">[outputs].</param>
/// <param name="Title">Its name.</param>
/// <param name="Label">Its class; null for numbers of the command line.</param>
/// <param name="Rows">Rows of its image; 0 where it is not an image.</param>
/// <param name="Columns">Columns of its image.</param>
internal sealed record Sample(double[] X, double[] Y, string Title, int? Label, int Rows, int Columns)
{
    /// <summary>Returns the sample that a command line names.</summary>
    public static Sample Of(ExplainRequest request, Network network, Func<(TrainingPlan Plan, DataSets Data)> prepare)
    {
        if ((request.Input is null) != (request.Target is null))
            throw Usage.Error("--input and --target must be given together.");
        if (request.Input is not null)
            return new(Numbers.Parse("--input", request.Input, network.Inputs, $"the inputs of {network}"),
                Numbers.Parse("--target", request.Target!, network.Outputs, $"the outputs of {network}"), "the given input", null, 0, 0);
        var data = prepare().Data;
        var set = request.From switch
        {
            "training" => data.Training,
            "validation" => data.Validation,
            _ => data.Test,
        };
        if (set is null)
            throw Usage.Error($"--from {request.From}: this set is empty; --validation sets the number of held-out images.");
        if (request.Sample < 0 || request.Sample >= set.Count)
            throw Usage.Error($"--sample: expected 0 to {set.Count - 1}, the samples of the {request.From} set, found {request.Sample}.");
        var label = set.Label(request.Sample);
        var (x, y) = set.Sample(request.Sample);
        return new(x, y, $"{request.From} sample {request.Sample}, a {label}", label, set.Rows, set.Columns);
    }
}
