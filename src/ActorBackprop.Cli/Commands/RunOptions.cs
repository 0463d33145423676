using System.CommandLine;
using ActorBackprop.Cli.Displays;
using ActorBackprop.Configuration.Levels;
using ActorBackprop.Learning;
using ActorBackprop.Learning.Training;
using ActorBackprop.Runs;
using ActorBackprop.Runs.Training;

namespace ActorBackprop.Cli.Commands;

/// <summary>The options of commands that start runs: the run's directory, and what is printed.</summary>
internal sealed class RunOptions
{
    private readonly Option<string> _out;
    private readonly Option<bool> _json = Flags.Switch("--json", "Print only JSON lines to standard output");
    private readonly Option<bool> _quiet = Flags.Switch("--quiet", "Print only the result");
    private readonly Option<bool> _dryRun = Flags.Switch("--dry-run", "Show what would run, and exit");

    /// <summary>Adds them to a command.</summary>
    /// <param name="command">The command.</param>
    /// <param name="outHelp">What help says of --out.</param>
    public RunOptions(Command command, string outHelp = "Directory for the run's files, new or empty [default: a new one in runs/]")
    {
        _out = Flags.Text("--out", "DIR", outHelp);
        command.Add(All);
    }

    /// <summary>All of them.</summary>
    public IReadOnlyList<Option> All => [_out, _json, _quiet, _dryRun];

    /// <summary>Returns whether programs read the output: --json or --quiet.</summary>
    public bool AreForPrograms(ParseResult parsed) => Output(parsed) is { Json: true } or { Quiet: true };

    /// <summary>Returns the directory of --out; null where it is not given.</summary>
    public string? Out(ParseResult parsed) => parsed.GetValue(_out);

    /// <summary>Returns whether --dry-run is given.</summary>
    public bool IsDryRun(ParseResult parsed) => parsed.GetValue(_dryRun);

    /// <summary>Returns whether --json and --quiet are given.</summary>
    public (bool Json, bool Quiet) Output(ParseResult parsed) => (parsed.GetValue(_json), parsed.GetValue(_quiet));

    /// <summary>Refuses options that exclude each other.</summary>
    public void Check(ParseResult parsed)
    {
        if (parsed.GetValue(_json) && IsDryRun(parsed))
            throw Usage.Error("--json and --dry-run exclude each other: a dry run has no JSON output.");
    }

    /// <summary>Executes a run, or shows what would run; returns the exit code.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="request">The run.</param>
    /// <param name="display">Shows the run; null for the display that the options and the terminal call for. Default: null.</param>
    public int Run(ParseResult parsed, RunRequest request, Display? display = null)
    {
        if (IsDryRun(parsed)) return DryRun(request);
        using var signals = new StopSignals();
        request = request with { WhenStopped = () => signals.Code };
        display ??= Display.Choose(Output(parsed));
        var result = display.Show(listener => TrainingRun.Execute(request, listener, TimeProvider.System, signals.Token));
        return (int)display.Linger(result, signals).ExitCode;
    }

    /// <summary>Shows what would be trained, and how much memory that takes.</summary>
    private static int DryRun(RunRequest request)
    {
        request.Check();
        var settings = request.Configuration.Settings;
        var (plan, data) = TrainingRun.Prepare(settings);
        var (network, microbatches) = (plan.Network, plan.MicrobatchesOfMinibatch);
        var parts = Math.Min(settings.Workers, microbatches);
        var activations = string.Join(", ", network.Layers.Select(layer => Names.Of(layer.Activation)));
        var where = request.Cluster is null ? "" : ", in the leader's process";
        Console.WriteLine($"""
            Network      {network} ({network.ParameterCount:N0} parameters), {activations}, cost {Names.Of(network.Cost)}
            Data         {plan.Images:N0} training images, {data.Validation?.Count ?? 0:N0} held out, {data.Test.Count:N0} test images
            Steps        {plan.Steps:N0}: {plan.Epochs} epochs of {plan.StepsPerEpoch:N0}
            Minibatch    {plan.Minibatch} samples, {microbatches} microbatches of {plan.Microbatch}
            Workers      {settings.Workers}, of which {parts} have a part of each full minibatch
            Each step    {parts} messages of {network.ParameterLength * sizeof(float):N0} bytes out (by reference in one process), {Back(plan)} back
            Memory       at least {MemoryNeed.Of(request, plan, data) / 1e6:N0} MB besides the program itself{where}

            """);
        Console.Write(request.Configuration.ToJson());
        if (request.Simulation is { } simulation) Console.Write($"\nThe world, in virtual time:\n{Level.ToJson(simulation.World)}");
        MemoryNeed.Check(request, plan, data);
        return (int)ExitCode.Ok;
    }

    private static string Back(TrainingPlan plan) =>
        plan.Compression?.Compressor.MaxEncodedBytes(plan.Network.ParameterCount) is { } bytes
        ? $"{plan.MicrobatchesOfMinibatch} gradients of at most {bytes:N0} bytes"
        : "as many";
}

/// <summary>--run DIR: the run whose network is used; without it the newest run in runs/.</summary>
internal sealed class RunOption
{
    private const string Parent = "runs";

    private readonly Option<string> _run = Flags.Text("--run", "DIR",
        $"Directory of the run whose latest checkpoint is used [default: the newest run in {Parent}/]");

    /// <summary>Adds it to a command.</summary>
    public RunOption(Command command) => command.Add(_run);

    /// <summary>Loads the network.</summary>
    public TrainedNetwork Open(ParseResult parsed)
    {
        var trained = TrainedNetwork.Open(parsed.GetValue(_run) ?? Newest());
        foreach (var refused in trained.Refused) Console.Error.WriteLine(refused);
        return trained;
    }

    // By the time of its record, which is written when a run starts and when it ends: users choose the names.
    private static string Newest() =>
        (Directory.Exists(Parent) ? Directory.GetDirectories(Parent) : [])
            .Where(directory => File.Exists(RecordOf(directory)))
            .MaxBy(directory => File.GetLastWriteTimeUtc(RecordOf(directory)))
        ?? throw Usage.Error($"There is no run in {Path.GetFullPath(Parent)}; name one with --run DIR, or train one: actorbackprop train.");

    private static string RecordOf(string directory) => Path.Combine(directory, "run.json");
}
