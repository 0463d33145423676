using ActorBackprop.Actors.Protocol;
using ActorBackprop.Learning.Gradients;

namespace ActorBackprop.Actors.Dealing;

/// <summary>A part in a worker's hands: open until the worker answers, is lost, or registers anew.</summary>
internal sealed class Deal(WorkerId worker, long step, Part part)
{
    public WorkerId Worker => worker;
    public long Step => step;
    public Part Part => part;

    /// <summary>Checks for overdue parts it has lived through.</summary>
    public int Checks { get; set; }

    /// <summary>Out for a whole interval between two checks, or longer.</summary>
    public bool IsOverdue => Checks >= 2;
}
