using ActorBackprop.Cluster.Wire.SharedMemory;

namespace ActorBackprop.Cluster.Wire.Frames;

/// <summary>What the leader keeps of a part until it is answered.</summary>
/// <param name="Version">Which parameters were sent.</param>
/// <param name="Parameters">They themselves: the process may still read them in place.</param>
/// <param name="Slots">What was lent for the sums.</param>
/// <param name="WantsResiduals">Whether the residuals come with the answer.</param>
internal sealed record Asked(long Version, ReadOnlyMemory<float> Parameters, SlotMemory[] Slots, bool WantsResiduals)
{
    /// <summary>The slot of that number, if it was lent.</summary>
    public SlotMemory? Lent(int index) => Array.Find(Slots, slot => slot.Index == index);

    /// <summary>Whether sums can be in what was lent: each inline, or in a slot of its own.</summary>
    public bool CanHold(GradientFrame.Sum[] sums)
    {
        for (var i = 0; i < sums.Length; i++)
        {
            if (sums[i].Place == GradientFrame.Inline) continue;
            if (Lent(sums[i].Place) is null) return false;
            for (var j = 0; j < i; j++)
                if (sums[j].Place == sums[i].Place) return false;
        }
        return true;
    }

    /// <summary>Returns the slots that none of these sums is in.</summary>
    public void ReturnAllBut(GradientFrame.Sum[] sums)
    {
        foreach (var slot in Slots)
            if (!Array.Exists(sums, sum => sum.Place == slot.Index)) slot.Return();
    }
}
