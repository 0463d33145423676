using ActorBackprop.Learning.Data;
using ActorBackprop.Learning.Explanations;
using ActorBackprop.Learning.Networks;
using ActorBackprop.Learning.Training;

namespace ActorBackprop.Cli.Explaining;

/// <summary>What goes in, and what should come out.</summary>
/// <param name="X">[inputs].</param>
/// <param name="Y">[outputs].</param>
/// <param name="Title">What it is called.</param>
/// <param name="Label">Its class; null for numbers that somebody wrote.</param>
/// <param name="Rows">Pixels down its image; 0 where it is none.</param>
/// <param name="Columns">Pixels across.</param>
internal sealed record Sample(double[] X, double[] Y, string Title, int? Label, int Rows, int Columns)
{
    /// <summary>The sample that a command line names.</summary>
    public static Sample Of(ExplainRequest request, Network network, Func<(TrainingPlan Plan, DataSets Data)> prepare)
    {
        if ((request.Input is null) != (request.Target is null))
            throw Wrong.Usage("--input and --target go together: what goes in, and what should come out.");
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
            throw Wrong.Usage($"--from {request.From}: there are no such samples; --validation says how many are held out.");
        if (request.Sample < 0 || request.Sample >= set.Count)
            throw Wrong.Usage($"--sample: expected 0 to {set.Count - 1}, the samples of the {request.From} set, found {request.Sample}.");
        var label = set.Label(request.Sample);
        return new(set.Inputs(request.Sample), Explanation.TargetOf(set, request.Sample, network.Outputs),
            $"{request.From} sample {request.Sample}, a {label}", label, set.Rows, set.Columns);
    }
}
