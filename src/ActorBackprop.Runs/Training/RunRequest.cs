using ActorBackprop.Actors;
using ActorBackprop.Configuration;
using ActorBackprop.Learning;
using ActorBackprop.Learning.Compression;
using ActorBackprop.Learning.Data;
using ActorBackprop.Learning.Networks;
using ActorBackprop.Learning.Training;
using ActorBackprop.Runs.Training.Processes;
using ActorBackprop.Simulation.Worlds;

namespace ActorBackprop.Runs.Training;

/// <summary>A request for a training. By default it trains with default settings in this process, in real time.</summary>
public sealed record RunRequest
{
    /// <summary>The maximum number of workers in one process, unless they are simulated.</summary>
    public const int MaxRealWorkers = 1024;

    /// <summary>The settings. Default: all defaults.</summary>
    /// <exception cref="ConfigurationException">One is out of its range, or two contradict each other.</exception>
    public TrainingSettings Settings
    {
        get => Configuration.Settings;
        init => Configuration = ResolvedConfiguration.From(value);
    }

    /// <summary>The settings with their origins in files, environment and flags; instead of <see cref="Settings"/>.</summary>
    public ResolvedConfiguration Configuration
    {
        get => field ??= ResolvedConfiguration.From(new TrainingSettings());
        init;
    }

    /// <summary>The arguments of the command line, for run.json. Default: none.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>The run's directory, which does not exist or is empty; null for a new one in runs/. Default: null.</summary>
    public string? Out { get; init; }

    /// <summary>The directory of a run to resume; null for a new run. Default: null.</summary>
    public string? Resume { get; init; }

    /// <summary>Whether to train without actors, on one thread. Default: no.</summary>
    public bool Sequential { get; init; }

    /// <summary>The simulation; null for real time. Default: null.</summary>
    public SimulationRequest? Simulation { get; init; }

    /// <summary>The worker processes; null for one process. Default: null.</summary>
    public ClusterRequest? Cluster { get; init; }

    /// <summary>
    /// Wraps each worker's computation, by the number of the worker, for a run in this process and in real time. A wrapped computation has no
    /// timeout. Default: null, for none.
    /// </summary>
    public Func<int, IGradientComputation, IGradientComputation>? Around { get; init; }

    /// <summary>A custom compressor, instead of the settings'. Default: null.</summary>
    public ICompressor? Compressor { get; init; }

    /// <summary>A custom cost, instead of the settings', with the settings' activations. Default: null.</summary>
    public ICost? Cost { get; init; }

    /// <summary>Custom images, instead of the settings' directory. Default: null.</summary>
    public DataSets? Data { get; init; }

    /// <summary>Returns the exit code of a stopped run. Default: <see cref="ExitCode.Interrupted"/>.</summary>
    public Func<ExitCode> WhenStopped { get; init; } = static () => ExitCode.Interrupted;

    /// <summary>The types of the custom parts that the weights depend on, which are in no file of the run; null for none.</summary>
    internal string? Custom
    {
        get
        {
            (string Name, object? Part)[] parts = [("mode", Settings.CustomMode), ("compressor", Compressor), ("cost", Cost)];
            var custom = parts.Where(part => part.Part is not null).Select(part => $"{part.Name} {part.Part!.GetType().Name}").ToList();
            if (Data is not null) custom.Add("data");
            return custom.Count == 0 ? null : string.Join(", ", custom);
        }
    }

    // In all processes, including those that join; null if any number may join.
    private long? MaxWorkers => Cluster is { Listens: true } ? null
        : (long)Settings.Workers * (Cluster?.Processes ?? 1)
            + (Simulation?.World.Script.Count(input => input.Do == InputKind.Join) ?? 0);

    /// <summary>Returns a plan with the custom compressor and cost.</summary>
    /// <param name="plan">The plan of the settings.</param>
    /// <exception cref="ConfigurationException">They contradict each other.</exception>
    public TrainingPlan WithCustomParts(TrainingPlan plan)
    {
        var compression = Compressor is null ? plan.Compression : new CompressionOptions(Compressor);
        return Compressors.Checked(plan with
        {
            Network = Cost is null ? plan.Network : plan.Network.With(Cost),
            Compression = compression is null ? null : compression with { HasWorkerResiduals = !Settings.IsSynchronous },
        });
    }

    /// <summary>Checks that the parts of the request do not contradict each other.</summary>
    /// <exception cref="ConfigurationException">Settings contradict each other or the rest.</exception>
    /// <exception cref="RunException">Other parts contradict each other.</exception>
    public void Check()
    {
        CheckWorkers();
        CheckMode();
        CheckCustomParts();
        if (Simulation is { NoGradient: true } && Settings.Patience > 0)
            throw new RunException(ExitCode.Usage, "patience: it needs validation results, but without gradients the network learns nothing "
                + $"({Origin("patience")}).", RunFault.PatienceWithoutGradient);
    }

    private void CheckWorkers()
    {
        if (Cluster is { Processes: > 0 } cluster && Settings.Workers * cluster.Processes > MaxRealWorkers)
            throw new ConfigurationException($"workers: expected at most {MaxRealWorkers} in all processes, found {Settings.Workers} in each of "
                + $"{cluster.Processes} ({Origin("workers")}).");
        if (Cluster is { Listens: false } closed && closed.MinWorkers > Settings.Workers * closed.Processes)
            throw new RunException(ExitCode.Usage, $"The training would wait forever: it needs {closed.MinWorkers} workers, but all processes "
                + $"together have {Settings.Workers * closed.Processes}, and no others can join.", RunFault.TooFewWorkers);
        if (Simulation is null && Settings.Workers > MaxRealWorkers)
            throw new RunException(ExitCode.Usage, $"workers: expected at most {MaxRealWorkers} in one process, found {Settings.Workers} "
                + $"({Origin("workers")}).", RunFault.TooManyWorkers);
    }

    private void CheckMode()
    {
        var mode = Settings.ModeName;
        if (!Settings.IsSynchronous && Sequential)
            throw new RunException(ExitCode.Usage, $"mode: sequential training supports only the synchronous modes, found {mode} "
                + $"({Origin("mode")}).", RunFault.SequentialMode);
        if (Settings is { CustomMode: null, ModeKind: ConsistencyMode.KSync or ConsistencyMode.KAsync } && Settings.GradientsPerStep > MaxWorkers)
            throw new ConfigurationException($"gradientsPerStep: in mode {mode} a step takes one gradient from each worker; "
                + $"expected at most {MaxWorkers}, the number of workers, found {Settings.GradientsPerStep} ({Origin("gradientsPerStep")}).");
    }

    private void CheckCustomParts()
    {
        if (Compressor is { UsesErrorFeedback: true } && Settings.ModeKind == ConsistencyMode.Federated)
            throw new ConfigurationException($"compression: {Compressor.GetType().Name} sends later what it leaves out, but a client of mode "
                + $"federated may not train again ({Origin("mode")}).");
        if (Cluster is null) return;
        if (Compressor is not null)
            throw new ConfigurationException("compression: worker processes know only the built-in compressors; train in one process, or leave "
                + $"out the custom {Compressor.GetType().Name}.");
        if (Cost is not null)
            throw new ConfigurationException("cost: worker processes know only the built-in costs; train in one process, or leave out the custom "
                + $"{Cost.GetType().Name}.");
        if (Data is not null)
            throw new ConfigurationException("data: worker processes read their images from files; train in one process, or save the custom images "
                + "to a directory.");
        if (Settings.CustomMode is not null && Compressors.FeedErrorBack(Settings.Compression))
            throw new ConfigurationException("compression: worker processes do not know a custom mode, and so cannot assign residuals; "
                + $"expected none, float16 or int8, found {Names.Of(Settings.Compression)} ({Origin("compression")}).");
    }

    private string Origin(string key) => Configuration.Origins[key];
}
