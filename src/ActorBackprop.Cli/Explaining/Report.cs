using ActorBackprop.Cli.Commands;
using ActorBackprop.Configuration;
using ActorBackprop.Learning;
using ActorBackprop.Learning.Data;
using ActorBackprop.Learning.Explanations;
using ActorBackprop.Learning.Networks;
using ActorBackprop.Learning.Training;

namespace ActorBackprop.Cli.Explaining;

/// <summary>Everything that explain shows, in any format.</summary>
internal sealed record Report
{
    /// <summary>The most parameters of a network that is shown completely.</summary>
    private const int MaxWhole = 40;

    public required Subject Subject { get; init; }

    public required Sample Sample { get; init; }

    public required Explanation Explanation { get; init; }

    /// <summary>All parameters; the cost is most sensitive to the first.</summary>
    public required IReadOnlyList<Sensitivity> Ranking { get; init; }

    /// <summary>The number of rows of long lists.</summary>
    public required int Top { get; init; }

    public required ChainRule Chain { get; init; }

    public required NeuronExplanation Neuron { get; init; }

    public Nudge? Nudge { get; init; }

    public MinibatchExplanation? Minibatch { get; init; }

    public Network Network => Subject.Network;

    /// <summary>Whether the network is small enough to show completely.</summary>
    public bool IsWhole => Network.ParameterCount <= MaxWhole;

    /// <summary>The wishes for each activation that the neuron reads.</summary>
    public IReadOnlyList<ActivationWishes> Wishes =>
        [.. Neuron.Incoming.Select(incoming => Explanation.Wishes(incoming.From))];

    /// <summary>The activation whose wishes are listed one by one: that of the weight, or else the one with the largest wish.</summary>
    public NeuronName Wished => Chain.Name.Neuron == Neuron.Name
        ? new(Chain.Name.Layer - 1, Chain.Name.From!.Value)
        : Neuron.Incoming.MaxBy(incoming => Math.Abs(incoming.Wish))!.From;

    /// <summary>The index of the largest output.</summary>
    public int Answer => Array.IndexOf(Explanation.Pass.A[^1], Explanation.Pass.A[^1].Max());

    /// <summary>Computes everything that a command line asks for.</summary>
    public static Report Of(ExplainRequest request)
    {
        var subject = Subject.Of(request);
        // Reads the data once for the digit and the minibatch.
        var prepared = new Lazy<(TrainingPlan, DataSets)>(subject.Prepare);
        subject = subject with { Prepare = () => prepared.Value };
        var network = subject.Network;
        var named = request.Weight is null ? (ParameterName?)null : Usage.In("--weight", () => Weight(request.Weight, network));
        var neuron = request.Neuron is null ? (NeuronName?)null : Usage.In("--neuron", () => NeuronName.Parse(request.Neuron, network));
        var sample = Sample.Of(request, network, subject.Prepare);
        var explanation = new Explanation(network, subject.Reference, sample.X, sample.Y);
        var ranking = explanation.Ranking();
        var weight = named ?? explanation.StrongestWeight(neuron);
        var nudge = request.Nudge is null ? null : NudgeOf(request.Nudge, weight, explanation);
        return new Report
        {
            Subject = subject,
            Sample = sample,
            Explanation = explanation,
            Ranking = ranking,
            Top = request.Top,
            Chain = explanation.Chain(weight),
            Neuron = explanation.Neuron(neuron ?? weight.Neuron),
            Nudge = nudge,
            Minibatch = request.Minibatch is { } samples
                ? MinibatchOf(subject, samples, [.. ranking.Take(request.Top).Select(p => p.Name).Prepend(weight).Distinct()])
                : null,
        };
    }

    /// <summary>Returns everything as one line of JSON.</summary>
    public string ToJson() => new ExplanationReport
    {
        Network = $"{Network}",
        Cost = Names.Of(Network.Cost),
        Origin = Subject.Origin,
        Steps = Subject.Steps,
        Sample = Sample.Title,
        Target = Explanation.Target,
        C = Explanation.Cost,
        Layers = Explanation.Layers(includesWeights: true),
        Weight = Chain,
        Neuron = Neuron,
        Wishes = Wishes,
        Ranking = [.. Ranking.Take(Top)],
        Nudge = Nudge,
        Minibatch = Minibatch,
    }.ToJson();

    /// <summary>Returns the next minibatch of the training, compared with the gradient of all training samples.</summary>
    private static MinibatchExplanation MinibatchOf(Subject subject, int samples, IReadOnlyList<ParameterName> watched)
    {
        var (plan, data) = subject.Prepare();
        var training = data.Training;
        if (samples > training.Count)
            throw Usage.Error($"--minibatch: expected 1 to {training.Count}, the number of training samples, found {samples}.");
        var full = MinibatchExplanation.FullGradient(subject.Network, subject.Parameters, training);
        return MinibatchExplanation.Create(subject.Reference, plan, training, subject.Steps, samples, watched).ComparedWith(full, training.Count);
    }

    private static ParameterName Weight(string text, Network network)
    {
        var name = ParameterName.Parse(text, network);
        return name.IsWeight ? name : throw new FormatException($"{name} is a bias; expected a weight, as in w{name.Layer}:{name.To},0.");
    }

    private static Nudge NudgeOf(string text, ParameterName weight, Explanation explanation)
    {
        var equals = text.IndexOf('=', StringComparison.Ordinal);
        if (equals < 0)
            throw Usage.Error($"--nudge: expected a parameter and what to add to it, as in {weight}=0.01, found {Shown.Quoted(text)}.");
        var name = text[..equals] == "w" ? weight : Usage.In("--nudge", () => ParameterName.Parse(text[..equals], explanation.Network));
        var delta = Numbers.ParseOne("--nudge", text[(equals + 1)..]);
        return delta != 0 ? explanation.Nudge(name, delta) : throw Usage.Error("--nudge: expected a change other than 0.");
    }
}
