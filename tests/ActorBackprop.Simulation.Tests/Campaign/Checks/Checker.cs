using System.Globalization;
using ActorBackprop.Actors.Messages;
using ActorBackprop.VirtualTime;

namespace ActorBackprop.Simulation.Tests.Campaign.Checks;

/// <summary>Watches a trial for one thing that must hold.</summary>
internal abstract class Checker(Trial trial)
{
    private const string Prefix = "worker-";

    protected Trial Trial => trial;

    /// <summary>Something happened: a message is about to be handled, or something went wrong.</summary>
    public virtual void Happened(in VirtualEvent happened)
    {
    }

    /// <summary>The server tells something to those who are not its workers, while it handles what happened last.</summary>
    public virtual void Told(object message)
    {
    }

    /// <summary>The training is over, and the time after it.</summary>
    public virtual void Assess(TrainingEnded end)
    {
    }

    protected void Fail(string what) => trial.Fail(GetType().Name, what);

    /// <summary>Whether a message is about to be handled by the server.</summary>
    protected bool IsAtServer(in VirtualEvent happened) => happened.Fault is null && happened.To == trial.World.ServerNode;

    /// <summary>Which worker lives on a node; null for the server's and for none.</summary>
    protected static int? WorkerOf(Node node) => node.Name.StartsWith(Prefix, StringComparison.Ordinal)
        ? int.Parse(node.Name.AsSpan(Prefix.Length), CultureInfo.InvariantCulture)
        : null;
}
