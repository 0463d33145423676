using ActorBackprop.Learning.Gradients;

namespace ActorBackprop.Actors.Dealing;

/// <summary>A part of the current step. Used again for a part of the next one.</summary>
/// <param name="index">Its place among the parts, from the left.</param>
internal sealed class OpenPart(int index)
{
    private readonly List<int> _dealtTo = [];
    private readonly List<int> _refusedFrom = [];

    /// <summary>Its place among the parts.</summary>
    public int Index => index;

    /// <summary>What it is of.</summary>
    public Part Part { get; set; }

    /// <summary>Whether its gradient has been accepted.</summary>
    public bool IsIn { get; set; }

    /// <summary>Whether a gradient of it was refused because it was not finite.</summary>
    public bool WasNonFinite { get; set; }

    /// <summary>How often it became pending because its gradient was refused or its worker lost.</summary>
    public int Attempts { get; set; }

    /// <summary>Workers whose gradient of it was refused, each once.</summary>
    public IReadOnlyList<int> RefusedFrom => _refusedFrom;

    /// <summary>Forgets what has happened to it.</summary>
    public void Begin()
    {
        (IsIn, WasNonFinite, Attempts) = (false, false, 0);
        _dealtTo.Clear();
        _refusedFrom.Clear();
    }

    public bool WasDealtTo(int worker) => _dealtTo.Contains(worker);

    public bool WasRefusedFrom(int worker) => _refusedFrom.Contains(worker);

    public void DealTo(int worker)
    {
        if (!WasDealtTo(worker)) _dealtTo.Add(worker);
    }

    public void RefuseFrom(int worker)
    {
        if (!WasRefusedFrom(worker)) _refusedFrom.Add(worker);
    }
}
