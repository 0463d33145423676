using ActorBackprop.Configuration;
using ActorBackprop.Configuration.Levels;
using ActorBackprop.Runs.Files;
using ActorBackprop.Runs.Storage;
using ActorBackprop.Simulation.Play;
using ActorBackprop.VirtualTime;

namespace ActorBackprop.Runs.Training;

/// <summary>Replays a run from its files in a temporary directory, and compares the two.</summary>
public static class ReplayedRun
{
    private static readonly Dictionary<string, string> NoEnvironment = [];

    /// <summary>Replays a run.</summary>
    /// <param name="path">The directory of the run, which is not changed.</param>
    /// <param name="until">For a simulated run, the virtual time at which to stop; null for where the run ended.</param>
    /// <param name="listener">Receives the progress.</param>
    /// <param name="clock">The clock, for the temporary files.</param>
    /// <param name="stop">Ends the replay.</param>
    /// <param name="play">
    /// Plays the game of a simulated run; other inputs or an earlier end make it a different run, and then nothing is compared. Null for full
    /// speed.
    /// </param>
    /// <exception cref="RunException">The run cannot be replayed, or its data have changed.</exception>
    /// <exception cref="RunDirectoryException">The directory is not that of a run.</exception>
    /// <exception cref="ConfigurationException">Its world or settings are damaged.</exception>
    public static ReplayResult Execute(string path, TimeSpan? until, IRunListener listener, TimeProvider clock, CancellationToken stop,
        Action<Game, Func<bool>>? play = null)
    {
        var directory = RunDirectory.Open(path);
        // A page that shows a game does not block other processes.
        using var owned = play is null ? RunLock.TakeToRead(path) : null;
        var record = directory.ReadRecord();
        if (record.Own is not null)
            throw new RunException(ExitCode.Incompatible, $"{path} was trained with custom parts ({record.Own}), which its files do not "
                + "hold; run that program again.");
        if (!directory.IsSimulated && until is not null)
            throw new RunException(ExitCode.Usage, $"{path} was trained in real time, and has no virtual time.", RunFault.NoVirtualTime);
        var configuration = ResolvedConfiguration.Resolve(directory.ConfigurationPath, NoEnvironment, []);
        if (!directory.IsSimulated && !configuration.Settings.IsSynchronous)
            throw new RunException(ExitCode.Incompatible, $"{path} was trained in mode {configuration.Settings.ModeName}, in which the weights "
                + "depend on which worker answers first: a comparison would be meaningless. Simulated runs replay in any mode.");
        if (!directory.IsSimulated && record is not { WeightsSha256: not null, ExitCode: (int)ExitCode.Ok or (int)ExitCode.Diverged })
            throw new RunException(ExitCode.Incompatible,
                $"{path} is unfinished: there is nothing to compare a replay with.", RunFault.Unfinished, path);
        if (record.ResidualsLost is > 0 and var lost)
            throw new RunException(ExitCode.Incompatible, $"{path} lost {lost} residuals of compressed gradients with worker processes that ended, "
                + "so its weights depend on when they ended: a comparison would be meaningless.");
        var temporary = TemporaryDirectory();
        try
        {
            var request = new RunRequest
            {
                Configuration = configuration,
                Arguments = [],
                // The name is part of the messages.
                Out = Path.Combine(temporary, Path.GetFileName(Path.GetFullPath(path).TrimEnd(Path.DirectorySeparatorChar))),
                Simulation = directory.IsSimulated ? SimulationOf(directory, record, until, play) : null,
            };
            var again = TrainingRun.Execute(request, listener, clock, stop);
            return new ReplayResult(record, again, IsCompared: until is null && (play is null || IsUnchanged(request, record, again)));
        }
        catch (VirtualTimeException cause)
        {
            throw new RunException(ExitCode.WrongBits, $"{path} cannot be replayed: {cause.Message}; its files do not belong to one run.");
        }
        finally
        {
            Directory.Delete(temporary, recursive: true);
        }
    }

    /// <summary>Returns whether a played game had exactly the run's inputs and ended where the run did.</summary>
    private static bool IsUnchanged(RunRequest request, RunRecord record, RunResult again) =>
        again.Simulation is { StoppedAt: null } simulation && record.StoppedAtTurn is null
            && simulation.Inputs.Count == request.Simulation!.Replay.Count;

    private static string TemporaryDirectory()
    {
        try
        {
            return Directory.CreateTempSubdirectory("actorbackprop-replay-").FullName;
        }
        catch (Exception e) when (RunIo.IsIo(e))
        {
            throw new RunIoException($"A replay writes its files to a temporary directory, and none can be created in {Path.GetTempPath()} "
                + $"({e.Message.TrimEnd('.')}); set TMPDIR to a directory that can be written to.");
        }
    }

    private static SimulationRequest SimulationOf(RunDirectory directory, RunRecord record, TimeSpan? until, Action<Game, Func<bool>>? play)
    {
        var level = Level.Find(directory.WorldPath);
        level.Check(ResolvedConfiguration.Resolve(directory.ConfigurationPath, NoEnvironment, []).Settings.Workers);
        return new SimulationRequest
        {
            World = level.World,
            NoGradient = record.NoGradient ?? false,
            Until = until,
            Replay = directory.Inputs.Read(),
            Play = play,
            StopAt = until is null && play is null && record is { StoppedAtTurn: { } turn, StoppedAt: >= 0 and < 1e11m and var at }
                ? new GamePlace(turn, InputLine.TimeOf(at))
                : null,
        };
    }
}

/// <summary>The result of a replay.</summary>
/// <param name="Record">The record of the run.</param>
/// <param name="Again">The result of the replay.</param>
/// <param name="IsCompared">Whether the two must be equal.</param>
public sealed record ReplayResult(RunRecord Record, RunResult Again, bool IsCompared)
{
    /// <summary>Whether the run had ended, so that there are results to compare.</summary>
    public bool HasEnded => Record.WeightsSha256 is not null || Record.EventsSha256 is not null;

    /// <summary>Returns the differences: the name, the value of the run and that of the replay; none where nothing is compared.</summary>
    public IEnumerable<(string Name, string? Was, string? Is)> Differences()
    {
        if (!IsCompared || !HasEnded) yield break;
        if (Record.EventsSha256 != Again.Simulation?.EventsSha256) yield return ("eventsSha256", Record.EventsSha256, Again.Simulation?.EventsSha256);
        if (Record.WeightsSha256 != Again.WeightsSha256) yield return ("weightsSha256", Record.WeightsSha256, Again.WeightsSha256);
    }
}
