using ActorBackprop.Learning.Kernels;
using ActorBackprop.Learning.Networks;
using ActorBackprop.Learning.Training;

namespace ActorBackprop.Learning.Compression;

/// <summary>
/// The residuals of error feedback, one for each place of a microbatch in its minibatch; so they depend on no worker, and who
/// compresses a microbatch does not matter as long as he has the residual of its place. Safe to share.
/// </summary>
public sealed class Residuals
{
    private readonly Network _network;
    private readonly Residual[] _places;
    private readonly bool[] _areElsewhere;

    /// <summary>Those of a plan.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="from">Where it goes on from; null to begin, with nothing left out.</param>
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

    /// <summary>How many places there are.</summary>
    public int Count => _places.Length;

    /// <summary>Numbers of each: as many as the network has parameters.</summary>
    public int Length => _network.ParameterCount;

    /// <summary>Whether all of them are here as they stand; in other processes they may be further on.</summary>
    public bool AreHere => Array.TrueForAll(_areElsewhere, static isElsewhere => !isElsewhere);

    internal Residual this[int place] => _places[place];

    /// <summary>Whether a place's is here as it stands.</summary>
    public bool IsHere(int place) => !_areElsewhere[place];

    /// <summary>Whether a gradient of a place was ever compressed.</summary>
    public bool IsUsed(int place)
    {
        lock (_places[place]) return _places[place].Turn >= 0;
    }

    /// <summary>Somebody else goes on with a place's, elsewhere.</summary>
    public void MoveAway(int place) => _areElsewhere[place] = true;

    /// <summary>Takes a place's over from somebody else; not if it is further on here already.</summary>
    /// <param name="place">Which.</param>
    /// <param name="step">The last step that it has behind it.</param>
    /// <param name="packed">What it was after it, without padding; empty for nothing.</param>
    public void Put(int place, long step, ReadOnlySpan<float> packed)
    {
        lock (_places[place]) _places[place].Set(step, packed);
        _areElsewhere[place] = false;
    }

    /// <summary>What a place's is before a step.</summary>
    /// <param name="place">Which.</param>
    /// <param name="step">The step.</param>
    /// <param name="packed">Where to, without padding.</param>
    public void CopyBefore(int place, long step, Span<float> packed)
    {
        lock (_places[place]) _places[place].Before(step)[..Length].CopyTo(packed);
    }

    /// <summary>All of them after so many steps, laid out like the parameters. Some may be at the next step already.</summary>
    /// <param name="steps">Steps completed.</param>
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
/// What the messages of one origin have left out so far. It is kept as it was before the last gradient, too: a part that is
/// computed once more is compressed to the same bytes, and counts once. Lock it.
/// </summary>
/// <param name="count">Numbers it has; as spans there are some more, up to a whole vector, and these are 0.</param>
internal sealed class Residual(int count)
{
    private float[] _before = new float[Layer.Padded(count)], _after = new float[Layer.Padded(count)];
    private bool _isSettled = true; // what is left out after the last gradient's turn

    /// <summary>The turn of the last gradient; −1 before the first.</summary>
    public long Turn { get; private set; } = -1;

    /// <summary>Begins a gradient's turn, or begins it once more.</summary>
    /// <param name="turn">Which.</param>
    /// <param name="before">What was left out before it.</param>
    /// <returns>False, and nothing is changed, if a later one has had its turn: nobody waits for this one any more.</returns>
    public bool TryBegin(long turn, out ReadOnlySpan<float> before)
    {
        if (turn > Turn) (Turn, _before, _after, _isSettled) = (turn, _after, _before, false);
        before = _before;
        return turn == Turn;
    }

    /// <summary>Ends the turn that was begun. The first finite one counts: whoever is late may have read parameters that were overwritten.</summary>
    /// <param name="values">What was to be sent.</param>
    /// <param name="read">What will be read.</param>
    public void End(ReadOnlySpan<float> values, ReadOnlySpan<float> read)
    {
        if (_isSettled) return;
        Elementwise.ScaledDifference(values, read, 1, _after);
        _isSettled = Elementwise.IsFinite(_after);
    }

    /// <summary>What was left out by those whose turn was before this one.</summary>
    public ReadOnlySpan<float> Before(long turn) => turn <= Turn ? _before : _after;

    /// <summary>Says what was left out up to a turn and with it; nothing happens if a later one has had its turn.</summary>
    /// <param name="turn">The turn.</param>
    /// <param name="after">What was left out; empty for nothing.</param>
    public void Set(long turn, ReadOnlySpan<float> after)
    {
        if (turn < Turn) return;
        (Turn, _isSettled) = (turn, true);
        if (after.IsEmpty) Array.Clear(_after);
        else after.CopyTo(_after);
    }
}
