using System.CommandLine;
using ActorBackprop.Cli.Commands;
using ActorBackprop.Configuration;

namespace ActorBackprop.Cli.Explaining;

/// <summary>What a command line asks to explain; names and lists as they were written.</summary>
internal sealed record ExplainRequest
{
    /// <summary>The settings an untrained network is made of.</summary>
    public required ResolvedConfiguration Configuration { get; init; }

    /// <summary>The directory of a run whose network it is; null for an untrained one.</summary>
    public string? Run { get; init; }

    /// <summary>All parameters in canonical order; null for those drawn by the seed.</summary>
    public string? Weights { get; init; }

    /// <summary>The input's numbers; null for a sample of the data.</summary>
    public string? Input { get; init; }

    /// <summary>The target's numbers, with <see cref="Input"/>.</summary>
    public string? Target { get; init; }

    /// <summary>Index of the sample in its set.</summary>
    public int Sample { get; init; }

    /// <summary>Which set: test, training or validation.</summary>
    public string From { get; init; } = "test";

    /// <summary>The weight whose chain rule is shown; null for the one the cost is most sensitive to.</summary>
    public string? Weight { get; init; }

    /// <summary>The neuron whose three ways are shown; null for that of the weight.</summary>
    public string? Neuron { get; init; }

    /// <summary>A parameter and what to add to it: w2:3,17=0.01; null for none.</summary>
    public string? Nudge { get; init; }

    /// <summary>Samples of the minibatch whose mean is shown; null for none.</summary>
    public int? Minibatch { get; init; }

    /// <summary>Rows of the ranking and of other long lists.</summary>
    public int Top { get; init; } = 10;

    public bool Json { get; init; }

    /// <summary>The page to write; null for none.</summary>
    public string? Html { get; init; }

    /// <summary>Nothing but ASCII on the terminal.</summary>
    public bool Ascii { get; init; }
}

/// <summary>The options of explain, beside those of every setting.</summary>
internal sealed class ExplainOptions
{
    private readonly SettingOptions _settings;
    private readonly Option<string> _run = Text("--run", "DIR",
        "The network from this run's latest checkpoint [default: an untrained one, by --layers and --seed]");
    private readonly Option<string> _weights = Text("--weights", "NUMBERS",
        "All weights and biases: of each layer the weights neuron by neuron, then the biases");
    private readonly Option<string> _input = Text("--input", "NUMBERS", "An input in place of a sample of the data, as in 0.5,0.1");
    private readonly Option<string> _target = Text("--target", "NUMBERS", "What the outputs should be, with --input");
    private readonly Option<int> _sample = new("--sample")
    {
        Description = "Which sample of the set, from 0",
        HelpName = "N",
        DefaultValueFactory = _ => 0,
    };

    private readonly Option<string> _from = new("--from")
    {
        Description = "The set it is taken from",
        HelpName = "test|training|validation",
        DefaultValueFactory = _ => "test",
    };

    private readonly Option<string> _weight = Text("--weight", "w2:3,17",
        "The weight of layer 2's neuron 3 from neuron 17 before it [default: the one the cost is most sensitive to]");
    private readonly Option<string> _neuron = Text("--neuron", "a2:3", "Neuron 3 of layer 2 [default: the weight's]");
    private readonly Option<string> _nudge = Text("--nudge", "w2:3,17=0.01",
        "Change a weight or bias a little: what the cost should do, and what it does; w=0.01 is the weight shown");
    private readonly Option<int> _top = new("--top") { Description = "Rows of long lists", HelpName = "K", DefaultValueFactory = _ => 10 };
    private readonly Option<bool> _json = new("--json") { Description = "All of it as JSON on standard output, doubles to the bit" };
    private readonly Option<string> _html = Text("--html", "FILE", "Write all of it as one page");
    private readonly Option<bool> _ascii = new("--ascii") { Description = "Nothing but ASCII, for terminals that have no more" };

    /// <summary>Adds them to a command.</summary>
    public ExplainOptions(Command command)
    {
        _from.AcceptOnlyFromAmong("test", "training", "validation");
        foreach (var option in new Option[]
            { _run, _weights, _sample, _from, _input, _target, _weight, _neuron, _nudge, _top, _json, _html, _ascii })
            command.Options.Add(option);
        _settings = new SettingOptions(command);
    }

    /// <summary>Returns what a command line asks for.</summary>
    public ExplainRequest Read(ParseResult parsed)
    {
        var configuration = _settings.Resolve(parsed);
        return new ExplainRequest
        {
            Configuration = configuration,
            Run = parsed.GetValue(_run),
            Weights = parsed.GetValue(_weights),
            Input = parsed.GetValue(_input),
            Target = parsed.GetValue(_target),
            Sample = parsed.GetValue(_sample),
            From = parsed.GetValue(_from)!,
            Weight = parsed.GetValue(_weight),
            Neuron = parsed.GetValue(_neuron),
            Nudge = parsed.GetValue(_nudge),
            // Every network has a minibatch's size; it is shown only if the command line has one.
            Minibatch = IsFlag(configuration.Origins["minibatch"]) ? configuration.Settings.Minibatch : null,
            Top = parsed.GetValue(_top) is > 0 and var top
                ? top
                : throw Wrong.Usage($"--top: expected 1 or more, found {parsed.GetValue(_top)}."),
            Json = parsed.GetValue(_json),
            Html = parsed.GetValue(_html),
            Ascii = parsed.GetValue(_ascii),
        };
    }

    /// <summary>Whether a setting was given on the command line.</summary>
    public static bool IsFlag(string origin) => origin.StartsWith("--", StringComparison.Ordinal);

    private static Option<string> Text(string name, string hint, string description) =>
        new(name) { Description = description, HelpName = hint };
}
