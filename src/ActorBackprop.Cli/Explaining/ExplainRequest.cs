using System.CommandLine;
using ActorBackprop.Cli.Commands;
using ActorBackprop.Configuration;

namespace ActorBackprop.Cli.Explaining;

/// <summary>What a command line asks to explain; names and lists as they were written.</summary>
/// <param name="parsed">The command line.</param>
/// <param name="options">The options of explain.</param>
internal sealed class ExplainRequest(ParseResult parsed, ExplainOptions options)
{
    /// <summary>The settings of an untrained network.</summary>
    public ResolvedConfiguration Configuration { get; } = options.Settings.Resolve(parsed);

    /// <summary>The directory of a run whose network is explained; null for an untrained one.</summary>
    public string? Run => parsed.GetValue(options.Run);

    /// <summary>All parameters in canonical order; null for those drawn from the seed.</summary>
    public string? Weights => parsed.GetValue(options.Weights);

    /// <summary>The numbers of the input; null for a sample of the data.</summary>
    public string? Input => parsed.GetValue(options.Input);

    /// <summary>The numbers of the target, with <see cref="Input"/>.</summary>
    public string? Target => parsed.GetValue(options.Target);

    /// <summary>The index of the sample in its set.</summary>
    public int Sample => parsed.GetValue(options.Sample);

    /// <summary>The set: test, training or validation.</summary>
    public string From => parsed.GetRequiredValue(options.From);

    /// <summary>The weight whose chain rule is shown; null for the one the cost is most sensitive to.</summary>
    public string? Weight => parsed.GetValue(options.Weight);

    /// <summary>The neuron that is shown; null for that of the weight.</summary>
    public string? Neuron => parsed.GetValue(options.Neuron);

    /// <summary>A parameter and what to add to it: w2:3,17=0.01; null for none.</summary>
    public string? Nudge => parsed.GetValue(options.Nudge);

    /// <summary>The number of samples whose mean is shown, where the command line has --minibatch; null for none.</summary>
    public int? Minibatch => Flags.IsFlag(Configuration.Origins["minibatch"]) ? Configuration.Settings.Minibatch : null;

    /// <summary>The number of rows of long lists.</summary>
    public int Top { get; } = parsed.InRange(options.Top, 1);

    /// <summary>Whether to print JSON.</summary>
    public bool Json => parsed.GetValue(options.Json);

    /// <summary>The page to write; null for none.</summary>
    public string? Html => parsed.GetValue(options.Html);

    /// <summary>Whether to print ASCII characters only.</summary>
    public bool Ascii => parsed.GetValue(options.Ascii);
}

/// <summary>The options of explain.</summary>
internal sealed class ExplainOptions
{
    public readonly SettingOptions Settings;

    public readonly Option<string> Run = Flags.Text("--run", "DIR",
        "The network from this run's latest checkpoint [default: an untrained one, from --layers and --seed]");

    public readonly Option<string> Weights = Flags.Text("--weights", "NUMBERS",
        "All weights and biases: for each layer its weights, neuron by neuron, then its biases");

    public readonly Option<string> Input = Flags.Text("--input", "NUMBERS", "An input in place of a sample of the data, e.g. 0.5,0.1");
    public readonly Option<string> Target = Flags.Text("--target", "NUMBERS", "With --input: what the outputs should be");
    public readonly Option<int> Sample = Flags.Number("--sample", "N", "Index of the sample, from 0", 0);
    public readonly Option<string> From = Flags.Choice("--from", "Data set to take the sample from", "test", "training", "validation");

    public readonly Option<string> Weight = Flags.Text("--weight", "w2:3,17",
        "The weight of layer 2's neuron 3 from neuron 17 before it [default: the one the cost is most sensitive to]");

    public readonly Option<string> Neuron = Flags.Text("--neuron", "a2:3", "Neuron 3 of layer 2 [default: the weight's]");

    public readonly Option<string> Nudge = Flags.Text("--nudge", "w2:3,17=0.01",
        "Change a weight or bias slightly and compare the predicted with the real cost; w=0.01 changes the weight shown");

    public readonly Option<int> Top = Flags.Number("--top", "K", "Rows to show of long lists", 10);
    public readonly Option<bool> Json = Flags.Switch("--json", "Print everything as JSON, doubles to the last bit");
    public readonly Option<string> Html = Flags.Text("--html", "FILE", "Write everything as one HTML page");
    public readonly Option<bool> Ascii = Flags.Ascii();

    /// <summary>Adds them and the options of all settings to a command.</summary>
    public ExplainOptions(Command command)
    {
        command.Add(Run, Weights, Sample, From, Input, Target, Weight, Neuron, Nudge, Top, Json, Html, Ascii);
        Settings = new SettingOptions(command);
    }
}
