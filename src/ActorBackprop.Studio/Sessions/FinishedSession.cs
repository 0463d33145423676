using ActorBackprop.Configuration;
using ActorBackprop.Runs.Files;
using ActorBackprop.Runs.Training;

namespace ActorBackprop.Studio.Sessions;

/// <summary>A finished training in real time: its measurements, and the network of its latest checkpoint.</summary>
public sealed class FinishedSession : Session
{
    private readonly NextGames _queue;
    private readonly ParameterSnapshot _snapshot;

    /// <summary>Opens a run.</summary>
    /// <param name="path">Its directory; nothing is written there.</param>
    /// <param name="queue">The queue for a level that the page asks for.</param>
    /// <exception cref="RunException">The data have changed since the training.</exception>
    /// <exception cref="RunDirectoryException">It is not the directory of a run.</exception>
    public FinishedSession(string path, NextGames queue)
    {
        _queue = queue;
        var (trained, directory) = (TrainedNetwork.Open(path), RunDirectory.Open(path));
        var (plan, data) = trained.Prepare();
        Data = new SessionData(plan, data);
        _snapshot = new ParameterSnapshot(trained.Network, trained.Parameters, trained.Steps);
        var start = new RunStart(trained.Settings, plan, data.Test.Count, path, 0, Sequential: false);
        var record = directory.ReadRecord();
        var seconds = 0.0;
        var epochs = directory.Metrics.Read().Select(epoch => EpochSection.Of(epoch, seconds += epoch.Seconds, seconds)).ToArray();
        var curve = new CostCurve();
        foreach (var epoch in directory.Metrics.Read()) curve.Add(epoch.Step, 0, 0, epoch.Cost);
        Feed.Show(new Frame(
            [
                ("run", RunSection.Of(start, path, record.Ended is null ? "Unfinished training" : "Finished training")),
                ("now", new { t = seconds, step = trained.Steps, perStep = 1.0, rate = 0.0, samples = trained.Steps * plan.Minibatch }),
                ("epochs", epochs),
                ("ended", record.Ended is null
                    ? null
                    : new { how = record.ExitCode == 0 ? "completed" : "ended", why = "", weightsSha256 = record.WeightsSha256 }),
            ],
            [curve]));
        Requests.Close();
    }

    /// <inheritdoc/>
    public override SessionData Data { get; }

    /// <inheritdoc/>
    protected override string? Act(StudioCommand command)
    {
        if (command.Do != "level") return "The run is over.";
        try
        {
            _queue.Add(NextGame.OfLevel(command.Name, _queue.Environment));
            return null;
        }
        catch (ConfigurationException cause)
        {
            return cause.Message;
        }
    }

    /// <inheritdoc/>
    protected override ParameterSnapshot? TakeSnapshot() => _snapshot;
}
