using ActorBackprop.Learning.Compression;
using ActorBackprop.Learning.Gradients;
using ActorBackprop.Learning.Sampling;
using ActorBackprop.Learning.Training;

namespace ActorBackprop.Cluster.Transport;

/// <summary>
/// Which worker process has the residual of which place, at the leader. They stay where they are used, since they are as large as
/// the gradients that are not to be sent; the leader has them after the steps that a checkpoint follows. A place that goes to
/// another process begins with what the leader has, or with nothing: that is counted.
/// </summary>
/// <param name="residuals">The leader's own.</param>
/// <param name="plan">What is trained.</param>
/// <param name="checkpointEverySteps">Steps between two checkpoints, beside those at each epoch; 0 for none.</param>
public sealed class ResidualLocations(Residuals residuals, TrainingPlan plan, int checkpointEverySteps)
{
    private readonly Lock _gate = new();
    private readonly object?[] _holders = new object?[residuals.Count];
    private readonly long[] _answered = [.. Enumerable.Repeat(-1L, residuals.Count)]; // the last step of each place
    private int _lost;

    /// <summary>Residuals that were lost with their process, or left behind in another one.</summary>
    public int Lost => Volatile.Read(ref _lost);

    /// <summary>Floats of one.</summary>
    internal int Length => residuals.Length;

    /// <summary>
    /// Whether the leader is to get the residuals after a step: before a checkpoint, and before an uneven minibatch that one
    /// follows, since not all places have a microbatch of it.
    /// </summary>
    internal bool AreWantedAfter(long step) =>
        IsStoredAfter(step) || (IsStoredAfter(step + 1) && Minibatch.Of(plan, step + 1).Microbatches < residuals.Count);

    /// <summary>Whether some of a part's residuals go to a process with it.</summary>
    internal bool Follow(Part part, object process)
    {
        lock (_gate)
            for (var place = part.From; place < part.To; place++)
                if (KindOf(place, process) == ResidualKind.Follows) return true;
        return false;
    }

    /// <summary>A part is sent to a process: with what residual each of its places begins there, and those that are sent along.</summary>
    internal (ResidualKind[] Kinds, float[] Following) Send(Part part, long step, object process)
    {
        lock (_gate)
        {
            var kinds = new ResidualKind[part.To - part.From];
            for (var i = 0; i < kinds.Length; i++)
            {
                kinds[i] = KindOf(part.From + i, process);
                if (kinds[i] == ResidualKind.Zero && _holders[part.From + i] is not null) _lost++;
            }
            var following = new float[Length * kinds.Count(kind => kind == ResidualKind.Follows)];
            for (var (i, next) = (0, 0); next < following.Length; i++)
            {
                if (kinds[i] != ResidualKind.Follows) continue;
                residuals.CopyBefore(part.From + i, step, following.AsSpan(next, Length));
                next += Length;
            }
            return (kinds, following);
        }
    }

    /// <summary>A process has compressed a place's gradient: it has the residual from here on.</summary>
    /// <param name="place">The place.</param>
    /// <param name="step">Of which step.</param>
    /// <param name="process">The process.</param>
    /// <param name="after">The residual, where it was asked for; else empty.</param>
    internal void Answered(int place, long step, object process, ReadOnlySpan<float> after)
    {
        lock (_gate)
        {
            if (step < _answered[place]) return; // late, and refused
            (_answered[place], _holders[place]) = (step, process);
            if (after.IsEmpty) residuals.MoveAway(place);
            else residuals.Put(place, step, after);
        }
    }

    private bool IsStoredAfter(long step) =>
        (step + 1) % plan.StepsPerEpoch == 0 || (checkpointEverySteps > 0 && (step + 1) % checkpointEverySteps == 0);

    private ResidualKind KindOf(int place, object process) =>
        _holders[place] == process ? ResidualKind.Kept
        : residuals.IsHere(place) && residuals.IsUsed(place) ? ResidualKind.Follows
        : ResidualKind.Zero;
}

/// <summary>With what a process begins on the residual of a microbatch's place.</summary>
internal enum ResidualKind : byte
{
    /// <summary>What it has.</summary>
    Kept = 0,

    /// <summary>Nothing is left out so far.</summary>
    Zero = 1,

    /// <summary>It follows the frame.</summary>
    Follows = 2,
}
