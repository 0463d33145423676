using ActorBackprop.Configuration;
using ActorBackprop.Runs.Output;
using ActorBackprop.Runs.Trained;
using ActorBackprop.Runs.Training;

namespace ActorBackprop.Studio.Stages;

/// <summary>A training in real time that is over: what it measured, and the network of its newest checkpoint.</summary>
public sealed class FinishedStage : Stage
{
    private readonly Programme _programme;
    private readonly Weights _weights;

    /// <summary>Opens a run.</summary>
    /// <param name="path">Its directory; nothing is written there.</param>
    /// <param name="programme">Where a level that is asked for on the page is put, to be played next.</param>
    /// <exception cref="RunException">Its data are no longer what it was trained on.</exception>
    /// <exception cref="RunDirectoryException">It is not the directory of a run.</exception>
    public FinishedStage(string path, Programme programme)
    {
        _programme = programme;
        var (trained, directory) = (TrainedNetwork.Open(path), RunDirectory.Open(path));
        var (plan, data) = trained.Prepare();
        Library = new Library(plan, data);
        _weights = new Weights(trained.Network, trained.Parameters, trained.Steps);
        var start = new RunStart(trained.Settings, plan, data.Test.Count, path, 0, Sequential: false);
        var record = directory.ReadRecord();
        var seconds = 0.0;
        var epochs = directory.Metrics.Read().Select(epoch => EpochSection.Of(epoch, seconds += epoch.Seconds, seconds)).ToArray();
        var curve = new Curve();
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
    public override Library Library { get; }

    /// <inheritdoc/>
    protected override string? Act(StudioCommand command)
    {
        if (command.Do != "level") return "The run is over.";
        try
        {
            _programme.Add(Encore.OfLevel(command.Name, _programme.Environment));
            return null;
        }
        catch (ConfigurationException cause)
        {
            return cause.Message;
        }
    }

    /// <inheritdoc/>
    protected override Weights? Weights() => _weights;
}
