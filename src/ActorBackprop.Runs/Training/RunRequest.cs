using ActorBackprop.Actors;
using ActorBackprop.Actors.Modes;
using ActorBackprop.Learning;
using ActorBackprop.Learning.Compression;
using ActorBackprop.Learning.Data;
using ActorBackprop.Learning.Networks;
using ActorBackprop.Learning.Training;
using ActorBackprop.Configuration;
using ActorBackprop.Runs.Training.Processes;
using ActorBackprop.Simulation.Worlds;

namespace ActorBackprop.Runs.Training;

/// <summary>What somebody wants trained.</summary>
public sealed record RunRequest
{
    /// <summary>Workers that one process has room for, unless they are simulated.</summary>
    public const int MostRealWorkers = 1024;

    /// <summary>The settings.</summary>
    public required ResolvedConfiguration Configuration { get; init; }

    /// <summary>The command line, for the record. Default: empty, for a run that no command line asks for.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>Where the run's directory is to be, absent or empty; null for a new one in runs/.</summary>
    public string? Out { get; init; }

    /// <summary>The directory of a run to go on with; null to begin one.</summary>
    public string? Resume { get; init; }

    /// <summary>Without actors, on one thread: the oracle.</summary>
    public bool Sequential { get; init; }

    /// <summary>In virtual time; null for real. Default: null.</summary>
    public SimulationRequest? Simulation { get; init; }

    /// <summary>In several processes; null for one. Default: null.</summary>
    public ClusterRequest? Cluster { get; init; }

    /// <summary>
    /// Wraps each worker's computation in a real run by actors, by the worker's number, to watch it: it may take its time, so
    /// that no part is ever overdue. Null for none. Default: null.
    /// </summary>
    public Func<int, IGradientComputation, IGradientComputation>? Around { get; init; }

    /// <summary>A consistency mode of one's own, in place of the settings'; null for theirs. Default: null.</summary>
    public IConsistencyMode? Mode { get; init; }

    /// <summary>A compressor of one's own, in place of the settings'; null for theirs. Default: null.</summary>
    public ICompressor? Compressor { get; init; }

    /// <summary>A cost of one's own, in place of the settings'; null for theirs. The activations stay the settings'. Default: null.</summary>
    public ICost? Cost { get; init; }

    /// <summary>Images of one's own, in place of the settings' directory; null for that. Default: null.</summary>
    public DataSets? Data { get; init; }

    /// <summary>The types of what is of one's own and the weights depend on, which no file of the run holds; null where nothing is.</summary>
    internal string? Own
    {
        get
        {
            (string Part, object? Own)[] parts = [("mode", Mode), ("compressor", Compressor), ("cost", Cost)];
            var own = parts.Where(part => part.Own is not null).Select(part => $"{part.Part} {part.Own!.GetType().Name}").ToList();
            if (Data is not null) own.Add("data");
            return own.Count == 0 ? null : string.Join(", ", own);
        }
    }

    /// <summary>A plan with what is of one's own.</summary>
    /// <param name="plan">The plan that the settings make.</param>
    /// <exception cref="ConfigurationException">They do not go together.</exception>
    public TrainingPlan WithOwn(TrainingPlan plan)
    {
        var compression = Compressor is null ? plan.Compression : new CompressionOptions(Compressor);
        var isRelaxed = Mode is not null || !Configuration.Settings.IsSynchronous;
        return Compressors.Checked(plan with
        {
            Network = Cost is null ? plan.Network : plan.Network.With(Cost),
            Compression = compression is null ? null : compression with { HasWorkerResiduals = isRelaxed },
        });
    }

    /// <summary>Makes sure that what is asked for goes together.</summary>
    /// <exception cref="ConfigurationException">It does not.</exception>
    /// <exception cref="RunException">It is to be resumed, in a mode in which nothing is.</exception>
    public void Check()
    {
        var (settings, origins) = (Configuration.Settings, Configuration.Origins);
        if (Cluster is { Processes: > 0 } cluster && settings.Workers * cluster.Processes > MostRealWorkers)
            throw new ConfigurationException($"workers: expected at most {MostRealWorkers} in all processes, found {settings.Workers} in each of "
                + $"{cluster.Processes} ({origins["workers"]}).");
        if (Cluster is { Listens: false } closed && closed.MinWorkers > settings.Workers * closed.Processes)
            throw new RunException(ExitCode.Usage, $"The training would wait without end: it needs {closed.MinWorkers} workers, but all processes "
                + $"together have {settings.Workers * closed.Processes}, and no others can join.", RunFault.TooFewWorkers);
        if (Simulation is null && settings.Workers > MostRealWorkers)
            throw new RunException(ExitCode.Usage, $"workers: expected at most {MostRealWorkers} in one process, found {settings.Workers} "
                + $"({origins["workers"]}).", RunFault.TooManyWorkers);
        var isRelaxed = Mode is not null || !settings.IsSynchronous;
        if (isRelaxed && Sequential)
            throw new RunException(ExitCode.Usage, "mode: sequential training supports only the synchronous modes, found "
                + $"{Names.Of(settings.Mode)} ({origins["mode"]}).", RunFault.SequentialMode);
        if (isRelaxed && settings.Servers > 1)
            throw new ConfigurationException($"servers: in mode {Names.Of(settings.Mode)} one parameter server takes all steps; expected 1, "
                + $"found {settings.Servers} ({origins["servers"]}).");
        if (isRelaxed && Resume is not null)
            throw new RunException(ExitCode.Incompatible, $"mode: a run in mode {Names.Of(settings.Mode)} cannot be resumed, since gradients that "
                + "were on their way are in no checkpoint; start a new run.");
        if (Mode is null && settings is { Mode: ConsistencyMode.KSync or ConsistencyMode.KAsync } && settings.GradientsPerStep > MostWorkers)
            throw new ConfigurationException($"gradientsPerStep: in mode {Names.Of(settings.Mode)} a step takes one gradient of each worker; "
                + $"expected at most {MostWorkers}, the number of workers, found {settings.GradientsPerStep} ({origins["gradientsPerStep"]}).");
        var feedsErrorBack = Compressor?.UsesErrorFeedback ?? Compressors.FeedErrorBack(settings.Compression);
        if (Compressor is not null && Cluster is not null)
            throw new ConfigurationException("compression: worker processes know only the program's own; leave out the processes, or the "
                + $"{Compressor.GetType().Name} of one's own.");
        if (Cost is not null && Cluster is not null)
            throw new ConfigurationException("cost: worker processes know only the program's own; leave out the processes, or the "
                + $"{Cost.GetType().Name} of one's own.");
        if (Data is not null && Cluster is not null)
            throw new ConfigurationException("data: worker processes read their images from files; leave out the processes, or save the "
                + "images of one's own to a directory.");
        if (Mode is not null && Cluster is not null && feedsErrorBack)
            throw new ConfigurationException($"compression: worker processes do not know of a mode of one's own, and whose the residuals are "
                + $"then; expected none, float16 or int8, found {Names.Of(settings.Compression)} ({origins["compression"]}).");
        if (Compressor is { UsesErrorFeedback: true } && settings.Mode == ConsistencyMode.Federated)
            throw new ConfigurationException($"compression: {Compressor.GetType().Name} sends later what it leaves out, but a client of mode "
                + $"federated may not be there later ({origins["mode"]}).");
        if (Simulation is { NoGradient: true } && settings.Patience > 0)
            throw new RunException(ExitCode.Usage, "patience: it goes by the validation images, but without gradients the network learns nothing "
                + $"({origins["patience"]}).", RunFault.PatienceWithoutGradient);
    }

    /// <summary>Workers that may take part at once: those of all processes, and those that join. Null where any number may join.</summary>
    private long? MostWorkers => Cluster is { Listens: true } ? null
        : (long)Configuration.Settings.Workers * (Cluster?.Processes ?? 1)
            + (Simulation?.World.Script.Count(input => input.Do == InputKind.Join) ?? 0);

    /// <summary>Asked when the run was stopped: what the program is to end with. Default: <see cref="ExitCode.Interrupted"/>.</summary>
    public Func<ExitCode> WhenStopped { get; init; } = static () => ExitCode.Interrupted;
}
