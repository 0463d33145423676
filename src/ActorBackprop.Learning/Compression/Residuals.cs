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
