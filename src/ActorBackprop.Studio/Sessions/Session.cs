using ActorBackprop.Learning.Data;
using ActorBackprop.Learning.Networks;
using ActorBackprop.Learning.Training;
using ActorBackprop.Runs.Training;

namespace ActorBackprop.Studio.Sessions;

/// <summary>A run or a game on the page. Requests come from any thread, and are served by the one that plays.</summary>
public abstract class Session : IDisposable
{
    /// <summary>The frames that are shown.</summary>
    public Feed Feed { get; } = new();

    /// <summary>The plan and the images of the training.</summary>
    public abstract SessionData Data { get; }

    internal RequestQueue Requests { get; } = new();

    /// <summary>Has something done.</summary>
    /// <returns>Null when it is done; else a sentence why it is not.</returns>
    /// <exception cref="InvalidOperationException">Too many requests wait.</exception>
    public Task<string?> DoAsync(StudioCommand command) => Requests.RunAsync(() => Act(command));

    /// <summary>The parameters; null where nothing is learned, or before it has begun.</summary>
    /// <param name="at">The turn of an earlier moment; null for now. Default: null.</param>
    /// <exception cref="InvalidOperationException">Too many requests wait.</exception>
    public Task<ParameterSnapshot?> SnapshotAsync(long? at = null) =>
        at is { } turn && MomentAt(turn) is { } moment ? Task.FromResult(moment.Snapshot) : Requests.RunAsync(TakeSnapshot);

    /// <summary>The last moment up to a turn that was kept to look back at; null where none is.</summary>
    internal virtual Moment? MomentAt(long turn) => null;

    /// <inheritdoc/>
    public void Dispose()
    {
        Requests.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Does something, on the thread that plays.</summary>
    protected abstract string? Act(StudioCommand command);

    /// <summary>A copy of the parameters, made on the thread that plays.</summary>
    protected abstract ParameterSnapshot? TakeSnapshot();
}

/// <summary>A session of a run in progress, which is told of its progress and its end.</summary>
public interface IRunSession : IRunListener
{
    /// <summary>Called when the run has ended and its files are written.</summary>
    void Ended(RunResult result);
}

/// <summary>The plan of a training and the images it is about.</summary>
/// <param name="plan">The plan.</param>
/// <param name="data">The images.</param>
public sealed class SessionData(TrainingPlan plan, DataSets data)
{
    /// <summary>The plan.</summary>
    public TrainingPlan Plan => plan;

    /// <summary>The images the network is tested on.</summary>
    public Dataset Test => data.Test;

    private readonly Lazy<InputFormat> _inputs = new(() => InputFormat.Of(data.Training));

    /// <summary>What the images are like.</summary>
    public InputFormat Inputs => _inputs.Value;

    /// <summary>The images it is trained on.</summary>
    public Dataset Training => data.Training;
}

/// <summary>The parameters of a moment; a copy.</summary>
/// <param name="Network">The network.</param>
/// <param name="Parameters">In memory order.</param>
/// <param name="Steps">Steps they have behind them.</param>
public sealed record ParameterSnapshot(Network Network, float[] Parameters, long Steps)
{
    /// <summary>The minibatch they will be trained on next; where steps are not of minibatches, the one that was dealt last.</summary>
    public long NextMinibatch { get; init; } = Steps;
}

/// <summary>A command of the page: {"do":"crash","workers":[2]}, {"do":"pace","value":4}, {"do":"pause"}.</summary>
/// <param name="Do">What.</param>
/// <param name="Workers">To which workers; none where it concerns none.</param>
/// <param name="Value">How much, where there is a how much.</param>
/// <param name="Name">Which level or mode, where there is a which.</param>
public sealed record StudioCommand(string Do, IReadOnlyList<int>? Workers = null, double Value = 0, string Name = "");
