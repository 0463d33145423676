using ActorBackprop.Learning.Gradients;

namespace ActorBackprop.Actors.Dealing;

/// <summary>The parts of the current step: found by what they are of, with those that wait for a worker in order.</summary>
/// <param name="most">Parts there can be.</param>
internal sealed class StepParts(int most)
{
    private readonly List<OpenPart> _parts = []; // kept from step to step, as many as there ever were
    private OpenPart?[] _byFirst = []; // by the microbatch that a part begins with
    private (int Microbatches, int Count) _cut;
    private OpenPart? _hopeless;

    /// <summary>Whether the step has been cut into parts.</summary>
    public bool IsCut { get; private set; }

    /// <summary>The places of the parts that wait for a worker.</summary>
    public NumberSet Pending { get; } = new(most);

    /// <summary>The leftmost part that has had so many attempts as are given to it; null if there is none.</summary>
    public Part? Hopeless => _hopeless?.Part;

    /// <summary>The part at a place.</summary>
    public OpenPart this[int index] => _parts[index];

    /// <summary>A step begins; it has no parts yet.</summary>
    public void Clear()
    {
        (IsCut, _hopeless) = (false, null);
        Pending.Clear();
    }

    /// <summary>Cuts the step. All its parts are pending.</summary>
    public void Cut(int microbatches, int count)
    {
        count = Math.Min(microbatches, count);
        if (_cut != (microbatches, count)) CutAnew(microbatches, count);
        for (var p = 0; p < count; p++)
        {
            _parts[p].Begin();
            Pending.Add(p);
        }
        IsCut = true;
    }

    /// <summary>A part of the step; null if this is none.</summary>
    public OpenPart? Find(Part part) =>
        IsCut && (uint)part.From < (uint)_cut.Microbatches && _byFirst[part.From] is { } open && open.Part == part ? open : null;

    /// <summary>A part's gradient is in.</summary>
    public void Accept(OpenPart part)
    {
        part.IsIn = true;
        Pending.Remove(part.Index);
    }

    /// <summary>A part is pending again, since its gradient was refused or its worker lost.</summary>
    public void Repeat(OpenPart part)
    {
        Pending.Add(part.Index);
        if (++part.Attempts >= Deals.MostAttempts && !(_hopeless?.Index <= part.Index)) _hopeless = part;
    }

    private void CutAnew(int microbatches, int count)
    {
        if (_byFirst.Length < microbatches) _byFirst = new OpenPart?[microbatches];
        else Array.Clear(_byFirst);
        var parts = Part.Cut(microbatches, count);
        for (var p = 0; p < parts.Length; p++)
        {
            if (p == _parts.Count) _parts.Add(new OpenPart(p));
            _parts[p].Part = parts[p];
            _byFirst[parts[p].From] = _parts[p];
        }
        _cut = (microbatches, count);
    }
}
