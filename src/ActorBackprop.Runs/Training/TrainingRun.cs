using ActorBackprop.Actors.Messages;
using ActorBackprop.Configuration;
using ActorBackprop.Configuration.Levels;
using ActorBackprop.Digits;
using ActorBackprop.Learning;
using ActorBackprop.Learning.Data;
using ActorBackprop.Learning.Networks;
using ActorBackprop.Learning.Training;
using ActorBackprop.Runs.Checkpoints;
using ActorBackprop.Runs.Files;
using ActorBackprop.Runs.Storage;
using ActorBackprop.Runs.Training.Processes;

namespace ActorBackprop.Runs.Training;

/// <summary>Runs one training from the request to the files it leaves: data, plan, directory, then actors or the sequential trainer.</summary>
public static class TrainingRun
{
    /// <summary>Runs a training to its end.</summary>
    /// <param name="request">The training.</param>
    /// <param name="listener">Receives the progress. Default: null, for none.</param>
    /// <param name="clock">The clock for the run's files; the weights do not depend on it. Default: null, for the system's clock.</param>
    /// <param name="stop">Ends the run after the current step, with a checkpoint. Default: never.</param>
    /// <exception cref="RunException">The run cannot begin or continue.</exception>
    /// <exception cref="ConfigurationException">The settings contradict each other or the data.</exception>
    /// <exception cref="DataFileException">A data file is invalid.</exception>
    /// <exception cref="CheckpointException">There is no usable checkpoint to resume from.</exception>
    /// <exception cref="RunDirectoryException">The run's directory is not usable.</exception>
    /// <exception cref="RunIoException">A file cannot be written or read.</exception>
    public static RunResult Execute(
        RunRequest request, IRunListener? listener = null, TimeProvider? clock = null, CancellationToken stop = default)
    {
        listener ??= NoListener.Instance;
        clock ??= TimeProvider.System;
        request.Check();
        var settings = request.Configuration.Settings;
        // Lock before reading: another process may be working in the directory.
        using var resumed = request.Resume is null ? null : RunLock.Take(RunDirectory.Open(request.Resume).Path);
        using var processes = request.Cluster is null ? null : new WorkerProcesses(request.Cluster, request.Configuration.ToJson());
        var (prepared, data) = Interruptible.Do(() => Prepare(settings, request.Data), request.WhenStopped, stop);
        var plan = request.WithCustomParts(prepared);
        MemoryNeed.Check(request, plan, data);
        var (directory, from) = request.Resume is null
            ? (NewDirectory(request, clock), null)
            : Interruptible.Do(() => Resume(request.Resume, request, plan, data.Sha256, listener), request.WhenStopped, stop);
        using var begun = resumed is null ? RunLock.Take(directory.Path) : null;
        var start = new RunStart(
            settings, plan, data.Test.Count, directory.Path, from?.Steps ?? 0, request.Sequential, request.Simulation, request.Cluster)
        {
            Data = data,
        };
        var before = from is null ? null : directory.ReadRecord();
        var record = new RunRecord
        {
            Argv = request.Arguments,
            Seed = settings.Seed,
            ResumedFromStep = start.ResumedFromStep,
            Started = clock.GetLocalNow(),
            Sequential = request.Sequential ? true : null,
            NoGradient = request.Simulation?.NoGradient,
            Own = request.Custom,
            ResidualsLost = before?.ResidualsLost,
        };
        directory.WriteRecord(record);
        try
        {
            var result = Train(request, processes, directory, start, from, listener, clock, stop);
            // A run that had already completed keeps its record: nothing was trained.
            var wasOver = before is { ExitCode: (int)ExitCode.Ok } && result.Statistics.Samples == 0;
            directory.WriteRecord(wasOver ? before! : Ended(record, request, result, clock));
            return result;
        }
        catch (Exception exception)
        {
            var isRefused = exception is RunException { Code: ExitCode.Incompatible } && before is not null; // the run is unchanged
            directory.TryWriteRecord(isRefused ? before! : Ended(record, exception, clock));
            throw;
        }
    }

    private static RunResult Train(RunRequest request, WorkerProcesses? processes, RunDirectory directory, RunStart start,
        TrainingSnapshot? from, IRunListener listener, TimeProvider clock, CancellationToken stop)
    {
        var (plan, data) = (start.Plan, start.Data!);
        directory.WriteConfiguration(request.Configuration.ToJson());
        if (request.Simulation is not null) directory.WriteWorld(Level.ToJson(request.Simulation.World));
        using var log = RunLog.Open(directory.LogPath);
        listener.Started(start);

        if (!start.LearnsNothing) foreach (var remark in Remarks.OnData(data)) listener.Remarked(remark);

        var inputs = InputFormat.Of(data.Training);
        var recorder = new Recorder(directory, start, data.Training,
            snapshot => new Checkpoint(plan.Network, start.IsSynchronous ? snapshot with { Position = null } : snapshot, plan.Seed,
                request.Configuration.ToJson(), data.Sha256)
            { Inputs = inputs },
            listener, log)
        { From = from };
        var validation = plan.Patience > 0 || start.Settings.MeasureValidation ? data.Validation : null;
        if (from is not null)
        {
            BackfillEvaluation(plan, data.Test, validation, from, recorder);
            from = RestoreEarlyStopping(from, plan, recorder.Metrics, directory.Path);
        }
        var images = new Images(data.Training, data.Test, validation, data.Sha256);
        var (ended, simulation) = Run(request, processes, start, images, from, recorder, listener, clock, stop);
        return recorder.Result(ended) with
        {
            Simulation = simulation,
            WhenStopped = simulation is null || stop.IsCancellationRequested ? request.WhenStopped() : ExitCode.Ok,
        };
    }

    /// <summary>Returns the plan that the settings make, and its data, with the validation images held out.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="own">Custom data; null for those of the settings' directory. Default: null.</param>
    /// <param name="trainsOnly">Whether to keep only the training images, for a process that evaluates nothing. Default: false.</param>
    /// <exception cref="ConfigurationException">
    /// A setting is out of its range, settings contradict each other, or the network does not fit the data.
    /// </exception>
    /// <exception cref="DataFileException">A data file is invalid.</exception>
    public static (TrainingPlan Plan, DataSets Data) Prepare(TrainingSettings settings, DataSets? own = null, bool trainsOnly = false)
    {
        settings.Check();
        if (settings.Layers[^1] > Dataset.MaxClasses)
            throw new ConfigurationException($"layers: the last has {settings.Layers[^1]} neurons, one for each class, but data have at most "
                + $"{Dataset.MaxClasses} classes; end with {Dataset.MaxClasses} or fewer.");
        // The last images are known before reading, so a process that only trains does not keep them.
        var areLast = (settings.HoldOut ?? (settings.Data is null && own is null ? HoldOut.Last : HoldOut.Stratified)) == HoldOut.Last;
        int Kept(int images) => areLast ? images - settings.ValidationOf(images) : images;
        var data = own ?? DataSets.Load(settings.Data ?? DigitFiles.Directory, settings.Layers[^1], trainsOnly ? Kept : null);
        if (data.Training.PixelCount != settings.Layers[0])
            throw new ConfigurationException($"layers: the first has {settings.Layers[0]} neurons, but an image has "
                + $"{data.Training.PixelCount} pixels; begin with {data.Training.PixelCount}.");
        if (data.Training.Classes != settings.Layers[^1])
            throw new ConfigurationException($"layers: the last has {settings.Layers[^1]} neurons, but the data have "
                + $"{data.Training.Classes} classes; end with {data.Training.Classes}.");
        if (!trainsOnly || !areLast)
        {
            var holdOut = settings.HoldOut ?? (data.Sha256 == DigitFiles.Sha256 ? HoldOut.Last : HoldOut.Stratified);
            data = data.WithHeldOut(settings.ValidationOf(data.Training.Count), holdOut, settings.Seed);
        }
        if ((settings.Patience > 0 || settings.MeasureValidation) && !trainsOnly && data.Validation is null)
            throw new ConfigurationException($"{(settings.Patience > 0 ? "patience" : "measureValidation")}: it needs validation images, "
                + $"but none of the {data.Training.Count} training images are held out; set validation to 1 or more.");
        return (settings.ToPlan(data.Training.Count), data);
    }

    /// <summary>Returns the file with the settings to resume a run with.</summary>
    /// <param name="path">The run's directory.</param>
    public static string ConfigurationOf(string path) => RunDirectory.Open(path).ConfigurationPath;

    private static (TrainingEnded Ended, SimulationResult? Simulation) Run(RunRequest request, WorkerProcesses? processes,
        RunStart start, Images images, TrainingSnapshot? from, Recorder recorder, IRunListener listener, TimeProvider clock, CancellationToken stop)
    {
        var (training, test, validation, sha256) = images;
        if (request.Simulation is { } simulation)
            return SimulatedRun.Execute(start, simulation, training, test, validation, from, recorder, clock, stop);
        if (request.Cluster is { } cluster)
        {
            var agreement = new Agreement(
                request.Configuration.ToJson(), ResolvedConfiguration.Sha256Of(request.Configuration.Settings), sha256);
            return (ClusterRun.Execute(start, cluster, processes!, agreement, test, validation, from, recorder, listener, stop), null);
        }
        return (request.Sequential
            ? SequentialRun.Execute(start, training, test, validation, from, recorder, clock, stop)
            : ActorRun.Execute(start, training, test, validation, from, recorder, stop, request.Around), null);
    }

    private static RunRecord Ended(RunRecord record, RunRequest request, RunResult result, TimeProvider clock)
    {
        var simulation = result.Simulation;
        return record with
        {
            Ended = clock.GetLocalNow(),
            ExitCode = (int)result.ExitCode,
            WeightsSha256 = result.WeightsSha256,
            ResidualsLost = (record.ResidualsLost ?? 0) + (result.Cluster?.ResidualsLost ?? 0) is > 0 and var lost ? lost : null,
            Seconds = result.Statistics.Elapsed.TotalSeconds,
            Steps = result.Steps,
            Samples = result.Statistics.Samples,
            BytesUpwards = request.Sequential ? null : result.Statistics.BytesUpwards,
            BytesDownwards = result.BytesDownwards,
            Staleness = result.Statistics.Staleness is { Count: > 0 } staleness ? staleness : null,
            PartsDropped = result.Statistics.PartsDropped > 0 ? result.Statistics.PartsDropped : null,
            Time = request.Sequential ? null : TimeSplit.Of(result.Statistics),
            Why = result.Why.Length > 0 ? result.Why : null,
            Validated = simulation?.IsValidated,
            EventsSha256 = simulation?.EventsSha256,
            Events = simulation?.Events,
            Faults = simulation?.Faults.ToDictionary(),
            VirtualSeconds = simulation?.Virtual.TotalSeconds,
            StoppedAtTurn = simulation?.StoppedAt?.Turn,
            StoppedAt = simulation?.StoppedAt is { } place ? InputLine.SecondsOf(place.At) : null,
        };
    }

    private static RunRecord Ended(RunRecord record, Exception exception, TimeProvider clock)
    {
        var failure = Failure.Of(exception) ?? new Failure(ExitCode.Unexpected, exception.Message);
        return record with { Ended = clock.GetLocalNow(), ExitCode = (int)failure.Code, Why = failure.Sentence };
    }

    private sealed record Images(Dataset Training, Dataset Test, Dataset? Validation, string Sha256);

    private static RunDirectory NewDirectory(RunRequest request, TimeProvider clock)
    {
        if (request.Out is not null) return RunDirectory.CreateAt(request.Out);
        var settings = request.Configuration.Settings;
        var processes = request.Cluster is { } cluster ? $"p{cluster.Processes}-" : "";
        var workers = request.Sequential ? "sequential" : $"{(request.Simulation is null ? "" : "simulated-")}{processes}w{settings.Workers}";
        return RunDirectory.Create("runs", $"{string.Join('-', settings.Layers)}_{workers}_s{settings.Seed}", clock);
    }

    private static (RunDirectory Directory, TrainingSnapshot From) Resume(
        string path, RunRequest request, TrainingPlan plan, string dataSha256, IRunListener listener)
    {
        var (directory, settings) = (RunDirectory.Open(path), request.Configuration.Settings);
        if (directory.IsSimulated)
            throw new RunException(ExitCode.Incompatible, $"{path} is a simulated run, which cannot be resumed, since a checkpoint does "
                + "not hold its world.", RunFault.ResumedSimulation, path);
        if (directory.ReadRecord().Own is var own && own != request.Custom)
            throw new RunException(ExitCode.Incompatible, $"{path} cannot be resumed with other custom parts: expected {own ?? "none"}, "
                + $"found {request.Custom ?? "none"}; use those it was started with.");
        var loaded = directory.Checkpoints.LoadLatest(NetworkOf);
        foreach (var refused in loaded.Refused) listener.Remarked(refused);
        var checkpoint = loaded.Checkpoint;
        var begun = SettingsOf(checkpoint.ConfigurationJson);
        if (begun.FirstIncompatibleSetting(settings) is { } key)
            throw new RunException(ExitCode.Incompatible, $"{path} cannot be resumed with {key} {Text(settings)}: it was begun with "
                + $"{Text(begun)}, and the weights would not be those of the undisturbed run. Only {KeysThatMayChange()} may change, and "
                + $"{MayEpochs(settings)}; leave out the others, or start a new run.");
        if (checkpoint.DataSha256 != dataSha256)
            throw new RunException(ExitCode.Incompatible, $"{path} was trained on other data (SHA-256 {Shown.Hash(checkpoint.DataSha256)}, "
                + $"found {Shown.Hash(dataSha256)}).", RunFault.ResumedOnOtherData);
        RequireResiduals(checkpoint.Snapshot, plan, path);
        if (checkpoint.Snapshot.Position is null && !settings.IsSynchronous)
            throw new CheckpointException($"{loaded.Path} cannot be resumed: the version that wrote it did not record which parts of the data are "
                + $"done, and in mode {settings.ModeName} the number of steps does not tell; start a new run.");
        if (checkpoint.Snapshot.Position?.Fits(plan) == false)
            throw new CheckpointException($"{loaded.Path} is not a checkpoint of this run: it names parts of the data that the run does not have.");
        if (checkpoint.Snapshot.Minibatches > plan.Steps)
            throw new RunException(ExitCode.Incompatible, $"{loaded.Path}: expected a checkpoint of at most {plan.Steps:N0} steps, those of the run, "
                + $"found one of {checkpoint.Snapshot.Steps:N0}; it belongs to another run.");
        directory.Metrics.CutAfter(checkpoint.Snapshot.Minibatches / plan.StepsPerEpoch);
        return (directory, checkpoint.Snapshot);

        string Text(TrainingSettings of) =>
            Setting.All.First(setting => setting.Key == key).TextOf(of) is var text && text == "null" ? "its default" : text;
    }

    private static string KeysThatMayChange()
    {
        var keys = Setting.All.Where(setting => !setting.ChangesTheBits).Select(setting => setting.Key).ToArray();
        return $"{string.Join(", ", keys[..^1])} and {keys[^1]}";
    }

    private static string MayEpochs(TrainingSettings settings) => settings.EpochsMayBeRaised
        ? "epochs may be raised"
        : $"epochs may not, since with schedule {Names.Of(settings.Schedule)} each step's learning rate depends on their number";

    private static Network NetworkOf(string json) => SettingsOf(json).ToNetwork();

    private static TrainingSettings SettingsOf(string json) => ResolvedConfiguration.FromJson(json, "the checkpoint's configuration");

    /// <summary>Checks the number of residuals, since a checkpoint does not name a custom compressor.</summary>
    private static void RequireResiduals(TrainingSnapshot from, TrainingPlan plan, string directory)
    {
        var expected = plan.HasResiduals ? plan.MicrobatchesOfMinibatch : 0;
        if (from.Residuals.Count == expected) return;
        throw new RunException(ExitCode.Incompatible, $"{directory} cannot be resumed with another compressor: its checkpoint has "
            + $"{from.Residuals.Count} residuals, expected {expected}; use the one it was started with.");
    }

    /// <summary>Evaluates the last epoch of a run that was killed between its checkpoint and its evaluation.</summary>
    private static void BackfillEvaluation(
        TrainingPlan plan, Dataset test, Dataset? validation, TrainingSnapshot from, Recorder recorder)
    {
        var epoch = (int)(from.Minibatches / plan.StepsPerEpoch);
        if (epoch == 0 || from.Minibatches % plan.StepsPerEpoch != 0 || recorder.Metrics.Any(metrics => metrics.Epoch == epoch)) return;
        recorder.Take(new ParametersEvaluated(epoch, from.Steps, from, Evaluation.Of(plan.Network, from.Parameters, test),
            validation is null ? null : Evaluation.Of(plan.Network, from.Parameters, validation)));
    }

    /// <summary>Returns a checkpoint with the state of early stopping, restored from the metrics.</summary>
    private static TrainingSnapshot RestoreEarlyStopping(
        TrainingSnapshot checkpoint, TrainingPlan plan, IReadOnlyList<EpochMetrics> metrics, string directory)
    {
        if (plan.Patience == 0) return checkpoint;
        var stopping = new EarlyStopping(plan.Patience);
        for (var epoch = 1; epoch <= checkpoint.Minibatches / plan.StepsPerEpoch; epoch++)
            stopping = metrics.FirstOrDefault(line => line.Epoch == epoch)?.ValidationCorrect is { } correct
                ? stopping.After(epoch, correct)
                : throw new RunException(ExitCode.Incompatible, $"{directory} cannot be resumed with its patience: the validation result "
                    + $"of epoch {epoch} is missing in metrics.jsonl, and with it where the undisturbed run would end; start a new run.");
        return checkpoint with { Stopping = stopping };
    }
}
