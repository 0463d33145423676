using ActorBackprop.Learning.Data;
using ActorBackprop.Learning.Networks;
using ActorBackprop.Learning.Training;
using ActorBackprop.Runs.Training;

namespace ActorBackprop.Studio.Sessions;

/// <summary>A run or a game on the page. Any thread may send requests; the thread that plays serves them.</summary>
public abstract class Session : IDisposable
{
    /// <summary>The frames that are shown.</summary>
    public Feed Feed { get; } = new();

    /// <summary>The plan and the images of the training.</summary>
    public abstract SessionData Data { get; }

    internal RequestQueue Requests { get; } = new();

    /// <summary>Executes a command; returns null, or a sentence with the reason why it is refused.</summary>
    /// <exception cref="InvalidOperationException">Too many requests wait.</exception>
    public Task<string?> DoAsync(StudioCommand command) => Requests.RunAsync(() => Act(command));

    /// <summary>Returns the parameters; null where nothing is learned, or before the start.</summary>
    /// <param name="at">The turn of an earlier moment; null for now. Default: null.</param>
    /// <exception cref="InvalidOperationException">Too many requests wait.</exception>
    public Task<ParameterSnapshot?> SnapshotAsync(long? at = null) =>
        at is { } turn && MomentAt(turn) is { } moment ? Task.FromResult(moment.Snapshot) : Requests.RunAsync(TakeSnapshot);

    /// <summary>Returns the last kept moment up to a turn; null where there is none.</summary>
    internal virtual Moment? MomentAt(long turn) => null;

    /// <inheritdoc/>
    public void Dispose()
    {
        Requests.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Executes a command on the thread that plays; returns null or the reason why it is refused.</summary>
    protected abstract string? Act(StudioCommand command);

    /// <summary>Copies the parameters on the thread that plays.</summary>
    protected abstract ParameterSnapshot? TakeSnapshot();
}

/// <summary>A session of a run in progress, which is told of its progress and its end.</summary>
public interface IRunSession : IRunListener
{
    /// <summary>Called when the run has ended and its files are written.</summary>
    void Ended(RunResult result);
}

/// <summary>The plan of a training and its images.</summary>
/// <param name="plan">The plan.</param>
/// <param name="data">The images.</param>
public sealed class SessionData(TrainingPlan plan, DataSets data)
{
    /// <summary>The plan.</summary>
    public TrainingPlan Plan => plan;

    /// <summary>The test images.</summary>
    public Dataset Test => data.Test;

    private readonly Lazy<InputFormat> _inputs = new(() => InputFormat.Of(data.Training));

    /// <summary>The format of the images.</summary>
    public InputFormat Inputs => _inputs.Value;

    /// <summary>The training images.</summary>
    public Dataset Training => data.Training;
}

/// <summary>A copy of the parameters at a moment.</summary>
/// <param name="Network">The network.</param>
/// <param name="Parameters">In memory order.</param>
/// <param name="Steps">Completed steps.</param>
public sealed record ParameterSnapshot(Network Network, float[] Parameters, long Steps)
{
    /// <summary>The minibatch of the next step; where steps are not whole minibatches, the one that was assigned last.</summary>
    public long NextMinibatch { get; init; } = Steps;
}

/// <summary>A command of the page: {"do":"crash","workers":[2]}, {"do":"pace","value":4}, {"do":"pause"}.</summary>
/// <param name="Do">The command.</param>
/// <param name="Workers">The workers, for commands about workers.</param>
/// <param name="Value">The number, for commands with a number.</param>
/// <param name="Name">The level or mode, for commands with a name.</param>
public sealed record StudioCommand(string Do, IReadOnlyList<int>? Workers = null, double Value = 0, string Name = "");
