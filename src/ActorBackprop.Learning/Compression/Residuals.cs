using ActorBackprop.Learning.Kernels;
using ActorBackprop.Learning.Networks;
using ActorBackprop.Learning.Training;

namespace ActorBackprop.Learning.Compression;

/// <summary>
/// The residuals of error feedback, one for each place of a microbatch in its minibatch. So they depend on no worker: any worker may
/// compress a microbatch that has the residual of its place. Safe to share.
/// </summary>
public sealed class Residuals
{
    private readonly Network _network;
    private readonly Residual[] _places;
    private readonly bool[] _areElsewhere;

    /// <summary>Creates the residuals of a plan.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="from">The snapshot to continue from; null to begin with residuals of 0.</param>
    public Residuals(TrainingPlan plan, TrainingSnapshot? from = null)
    {
        _network = plan.Network;
        _places = [.. Enumerable.Range(0, plan.MicrobatchesOfMinibatch).Select(_ => new Residual(Length))];
        _areElsewhere = new bool[_places.Length];
        if (from is null) return;
        ArgumentOutOfRangeException.ThrowIfNotEqual(from.Residuals.Count, _places.Length);
        var packed = new float[Length];
        for (var place = 0; place < _places.Length; place++)
        {
            GradientPacking.Pack(_network, from.Residuals[place], packed);
            Put(place, from.Steps - 1, packed);
        }
    }

    /// <summary>The number of places.</summary>
    public int Count => _places.Length;

    /// <summary>The numbers of each residual: as many as the network has parameters.</summary>
    public int Length => _network.ParameterCount;

    /// <summary>Whether this process has the latest state of all residuals.</summary>
    public bool AreHere => Array.TrueForAll(_areElsewhere, static isElsewhere => !isElsewhere);

    internal Residual this[int place] => _places[place];

    /// <summary>Returns whether this process has the latest state of a place's residual.</summary>
    public bool IsHere(int place) => !_areElsewhere[place];

    /// <summary>Returns whether a gradient of a place was ever compressed.</summary>
    public bool IsUsed(int place)
    {
        lock (_places[place]) return _places[place].Turn >= 0;
    }

    /// <summary>Notes that another process continues with a place's residual.</summary>
    public void MoveAway(int place) => _areElsewhere[place] = true;

    /// <summary>Takes a place's residual over from another process, unless a later state is here already.</summary>
    /// <param name="place">The place.</param>
    /// <param name="step">The last step it includes.</param>
    /// <param name="packed">The residual after that step, without padding; empty for 0.</param>
    public void Put(int place, long step, ReadOnlySpan<float> packed)
    {
        lock (_places[place]) _places[place].Set(step, packed);
        _areElsewhere[place] = false;
    }

    /// <summary>Copies a place's residual as it is before a step.</summary>
    /// <param name="place">The place.</param>
    /// <param name="step">The step.</param>
    /// <param name="packed">Where to, without padding.</param>
    public void CopyBefore(int place, long step, Span<float> packed)
    {
        lock (_places[place]) _places[place].Before(step)[..Length].CopyTo(packed);
    }

    /// <summary>Returns all residuals after so many steps, laid out like the parameters. Some may be at the next step already.</summary>
    /// <param name="steps">The steps completed.</param>
    public IReadOnlyList<float[]> After(long steps)
    {
        var packed = new float[Length];
        var all = new float[Count][];
        for (var place = 0; place < Count; place++)
        {
            CopyBefore(place, steps, packed);
            GradientPacking.Unpack(_network, packed, all[place] = new float[_network.ParameterLength]);
        }
        return all;
    }
}

/// <summary>
/// The sum of the encoding errors of one origin so far. Its state before the last gradient is kept, too: a part that is
/// computed again is compressed to the same bytes, and counts once. Callers must lock it.
/// </summary>
/// <param name="count">The numbers of the residual; its spans are padded with 0 to whole vectors.</param>
internal sealed class Residual(int count)
{
    private float[] _before = new float[Layer.Padded(count)], _after = new float[Layer.Padded(count)];
    private bool _isSettled = true; // whether _after is final

    /// <summary>The turn of the last gradient; −1 before the first.</summary>
    public long Turn { get; private set; } = -1;

    /// <summary>Begins a gradient's turn, or repeats it.</summary>
    /// <param name="turn">The turn.</param>
    /// <param name="before">The residual before it.</param>
    /// <returns>False, with nothing changed, if a later gradient has had its turn: this one is no longer needed.</returns>
    public bool TryBegin(long turn, out ReadOnlySpan<float> before)
    {
        if (turn > Turn) (Turn, _before, _after, _isSettled) = (turn, _after, _before, false);
        before = _before;
        return turn == Turn;
    }

    /// <summary>Ends the turn. The first finite result counts: a late worker may have read parameters that were overwritten.</summary>
    /// <param name="values">The numbers to be sent.</param>
    /// <param name="read">The numbers that will be decoded.</param>
    public void End(ReadOnlySpan<float> values, ReadOnlySpan<float> read)
    {
        if (_isSettled) return;
        Elementwise.ScaledDifference(values, read, 1, _after);
        _isSettled = Elementwise.IsFinite(_after);
    }

    /// <summary>Returns the residual before a turn.</summary>
    public ReadOnlySpan<float> Before(long turn) => turn <= Turn ? _before : _after;

    /// <summary>Sets the residual after a turn; does nothing if a later gradient has had its turn.</summary>
    /// <param name="turn">The turn.</param>
    /// <param name="after">The residual; empty for 0.</param>
    public void Set(long turn, ReadOnlySpan<float> after)
    {
        if (turn < Turn) return;
        (Turn, _isSettled) = (turn, true);
        if (after.IsEmpty) Array.Clear(_after);
        else after.CopyTo(_after);
    }
}
