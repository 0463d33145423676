using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using ActorBackprop.Cli.Displays;
using ActorBackprop.Configuration;
using ActorBackprop.Learning;
using ActorBackprop.Learning.GradientCheck;
using ActorBackprop.Learning.Networks;
using ActorBackprop.Runs;
using Spectre.Console;

namespace ActorBackprop.Cli.Commands;

/// <summary>actorbackprop gradcheck: compares backpropagation with central differences, or with gradients from a file.</summary>
internal static class GradcheckCommand
{
    private const string Float = "float", Double = "double";

    public static Command Create()
    {
        var cases = Flags.Text("--cases", "FILE", "JSON file with expected gradients to check, instead of a network");
        var precision = Flags.Text("--precision", $"{Float}|{Double}",
            "With --cases: float checks the training kernels, double the reference network [default: float]");
        precision.AcceptOnlyFromAmong(Float, Double);
        var tolerance = Flags.Number("--tolerance", "ERROR", "Largest accepted max|g − e| / max|e|", 1e-5);
        var json = Flags.Switch("--json", "Print only one JSON object to standard output");
        var command = new Command("gradcheck", "Compares backpropagation with central differences, or with gradients from a file")
        {
            cases, precision, tolerance, json,
        };
        var settings = new SettingOptions(command, "layers", "activation", "cost", "initializer", "seed");
        command.SetAction(parsed =>
        {
            var limit = parsed.GetValue(tolerance);
            if (!(limit >= 0)) throw Usage.Error($"--tolerance: expected a number of 0 or more, found {limit}.");
            var (file, kind) = (parsed.GetValue(cases), parsed.GetValue(precision));
            if (file is null && kind is not null)
                throw Usage.Error("--precision requires --cases FILE; without it a network is checked in both precisions.");
            return file is null
                ? CheckNetwork(settings.Resolve(parsed).Settings, limit, parsed.GetValue(json))
                : CheckCases(file, kind ?? Float, limit, parsed.GetValue(json));
        });
        return command;
    }

    private static int CheckCases(string file, string precision, double tolerance, bool json)
    {
        Func<GradientCase, CaseCheck> ofCase = precision == Double ? CaseCheck.OfReference : CaseCheck.OfKernels;
        var checks = GradientCaseFile.Read(file).Select(ofCase).ToList();
        var largest = checks.Max(check => check.Gradients);
        var failed = checks.Count(check => check.Gradients > tolerance);
        if (json)
        {
            var report = Report("gradcheck-cases", largest, tolerance);
            report["precision"] = precision;
            report["cases"] = new JsonArray([.. checks.Select(check => new JsonObject
            {
                ["case"] = check.Case.Number,
                ["layers"] = check.Case.Network.ToString(),
                ["maxRelativeError"] = Finite(check.Gradients),
                ["outputs"] = Finite(check.Outputs),
                ["meanCost"] = Finite(check.MeanCost),
            })]);
            Console.WriteLine(report.ToJsonString());
        }
        else
        {
            var screen = Screen.Create();
            var table = screen.Table("case", "<network", "<activations", "<cost", "error", "<");
            foreach (var (check, network) in checks.Select(check => (check, check.Case.Network)))
                table.AddRow($"{check.Case.Number}", network.ToString(), Activations(network), Names.Of(network.Cost),
                    Text(check.Gradients), check.Gradients <= tolerance ? "ok" : "WRONG");
            var checkedCode = precision == Double ? "the reference network, in double precision" : "the training kernels, in single precision";
            screen.Line($"{file}, {checkedCode}:");
            screen.Line("error = max|g − e| / max|e| over all weights and biases of the mean gradient.");
            screen.Write(table);
            screen.Line($"{checks.Count - failed} of {checks.Count} cases within {Text(tolerance)}.");
            screen.Line($"max-relative-error: {Text(largest)}");
        }
        return Code(largest, tolerance);
    }

    private static int CheckNetwork(TrainingSettings settings, double tolerance, bool json)
    {
        var network = settings.ToNetwork();
        if (network.ParameterCount > NetworkCheck.MaxParameters)
            throw Usage.Error($"layers: {network.ParameterCount:N0} parameters are too many for central differences; "
                + $"use a network of at most {NetworkCheck.MaxParameters:N0}.");
        var check = NetworkCheck.Of(network, settings.Initializer, settings.Seed);
        if (json)
        {
            var report = Report("gradcheck-network", check.MaxRelativeError, tolerance);
            (report["referenceError"], report["kernelError"]) = (Finite(check.ReferenceError), Finite(check.KernelError));
            report["layers"] = new JsonArray([.. check.Layers.Select(layer => new JsonObject
            {
                ["parameters"] = layer.Parameters,
                ["checked"] = layer.Checked,
                ["kinks"] = layer.Kinks,
                ["largestDerivative"] = Finite(layer.Largest),
                ["referenceError"] = Finite(layer.Reference),
                ["kernelError"] = Finite(layer.Kernels),
            })]);
            Console.WriteLine(report.ToJsonString());
        }
        else Show(check, network, settings, tolerance);
        return Code(check.MaxRelativeError, tolerance);
    }

    private static void Show(NetworkCheck check, Network network, TrainingSettings settings, double tolerance)
    {
        var screen = Screen.Create();
        var table = screen.Table("<layer", "parameters", "checked", "largest\n|∂C/∂w|", "reference −\ndifferences", "kernels −\nreference");
        foreach (var layer in check.Layers)
            table.AddRow($"{layer.Layer.Inputs} → {layer.Layer.Outputs} {Names.Of(layer.Layer.Activation)}", Count(layer.Parameters),
                Count(layer.Checked) + (layer.Kinks > 0 ? $" (+{layer.Kinks} at a kink)" : ""),
                Text(layer.Largest), Text(layer.Reference), Text(layer.Kernels));
        screen.Line($"{network}, {Names.Of(network.Cost)}, {Names.Of(settings.Initializer)}, seed {settings.Seed}, "
            + $"the mean cost of {check.Samples} random samples.");
        screen.Line($"differences = (C(w + h) − C(w − h)) / 2h with h = {Text(NetworkCheck.Step)}, for at most {NetworkCheck.MaxWeights} weights and "
            + $"{NetworkCheck.MaxBiases} biases per layer.");
        screen.Line("Both errors are divided by the largest derivative of the network.");
        screen.Write(table);
        screen.Line($"The reference network's backpropagation (double) is off by {Text(check.ReferenceError)} from central differences,");
        screen.Line($"the training kernels (single) by {Text(check.KernelError)} from the reference network: "
            + $"{(check.MaxRelativeError <= tolerance ? "within" : "NOT within")} {Text(tolerance)}.");
        screen.Line($"max-relative-error: {Text(check.MaxRelativeError)}");
    }

    private static JsonObject Report(string name, double largest, double tolerance) => new()
    {
        ["event"] = name,
        ["maxRelativeError"] = Finite(largest),
        ["tolerance"] = tolerance,
        ["passed"] = largest <= tolerance,
    };

    private static int Code(double largest, double tolerance) => (int)(largest <= tolerance ? ExitCode.Ok : ExitCode.WrongBits);

    /// <summary>Returns null for infinity and NaN, which JSON cannot express.</summary>
    private static JsonNode? Finite(double? number) => number is { } value && double.IsFinite(value) ? value : null;

    /// <summary>Returns the activations by layer: tanh ×3, softmax.</summary>
    private static string Activations(Network network)
    {
        var names = network.Layers.Select(layer => Names.Of(layer.Activation)).ToList();
        var same = names.TakeWhile(name => name == names[0]).Count();
        return string.Join(", ", new[] { same > 1 ? $"{names[0]} ×{same}" : names[0] }.Concat(names.Skip(same)));
    }

    private static string Count(int number) => number.ToString("N0", CultureInfo.InvariantCulture);

    private static string Text(double number) => number.ToString("0.00e+00", CultureInfo.InvariantCulture);
}
