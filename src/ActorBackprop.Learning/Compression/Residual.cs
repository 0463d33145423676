using ActorBackprop.Learning.Kernels;
using ActorBackprop.Learning.Networks;

namespace ActorBackprop.Learning.Compression;

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
        Elementwise.Retrace(values, read, 1, _after);
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
