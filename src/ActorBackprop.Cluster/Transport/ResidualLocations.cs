using ActorBackprop.Learning.Compression;
using ActorBackprop.Learning.Gradients;
using ActorBackprop.Learning.Sampling;
using ActorBackprop.Learning.Training;

namespace ActorBackprop.Cluster.Transport;

/// <summary>
/// Tracks, at the leader, which worker process has the residual of which microbatch's place. Residuals stay in the process that uses them,
/// since they are as large as uncompressed gradients; the leader gets them after the steps that a checkpoint follows. A place that moves to
/// another process starts with the leader's residual, or with 0, which counts as a loss.
/// </summary>
/// <param name="residuals">The leader's copy of the residuals.</param>
/// <param name="plan">The plan of the training.</param>
/// <param name="checkpointEverySteps">The number of steps between two checkpoints, besides those of each epoch; 0 for none.</param>
public sealed class ResidualLocations(Residuals residuals, TrainingPlan plan, int checkpointEverySteps)
{
    private readonly Lock _gate = new();
    private readonly object?[] _holders = new object?[residuals.Count];
    private readonly long[] _answered = [.. Enumerable.Repeat(-1L, residuals.Count)]; // the last step of each place
    private int _lost;

    /// <summary>The number of residuals that were lost with their process, or left in another one.</summary>
    public int Lost => Volatile.Read(ref _lost);

    /// <summary>The numbers of a residual.</summary>
    internal int Length => residuals.Length;

    /// <summary>
    /// Returns whether the leader needs the residuals after a step: if a checkpoint follows it, or a shorter minibatch that a checkpoint
    /// follows, since that has no microbatch for some places.
    /// </summary>
    internal bool AreWantedAfter(long step) =>
        IsStoredAfter(step) || (IsStoredAfter(step + 1) && Minibatch.Of(plan, step + 1).Microbatches < residuals.Count);

    /// <summary>Returns whether some residuals are sent to a process together with a part.</summary>
    internal bool Follow(Part part, object process)
    {
        lock (_gate)
            for (var place = part.From; place < part.To; place++)
                if (KindOf(place, process) == ResidualKind.Follows) return true;
        return false;
    }

    /// <summary>Returns how the residual of each place of a part begins in the process that the part is sent to, and the residuals to send.</summary>
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

    /// <summary>Records that a process has compressed the gradient of a place, and so has its residual.</summary>
    /// <param name="place">The place.</param>
    /// <param name="step">The step of the gradient.</param>
    /// <param name="process">The process.</param>
    /// <param name="after">The residual after the step, if it was requested; otherwise empty.</param>
    internal void Answered(int place, long step, object process, ReadOnlySpan<float> after)
    {
        lock (_gate)
        {
            if (step < _answered[place]) return; // late: the server refuses it
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

/// <summary>What the residual of a microbatch's place starts from in a process.</summary>
internal enum ResidualKind : byte
{
    /// <summary>The process continues with its own.</summary>
    Kept = 0,

    /// <summary>With 0.</summary>
    Zero = 1,

    /// <summary>The residual follows the frame.</summary>
    Follows = 2,
}
