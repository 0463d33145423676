using System.Globalization;
using ActorBackprop.Actors.Messages;
using ActorBackprop.VirtualTime;

namespace ActorBackprop.Simulation.Tests.Campaign.Checks;

/// <summary>Watches a trial for one thing that must hold.</summary>
internal abstract class Checker(Trial trial)
{
    private const string Prefix = "worker-";

    protected Trial Trial => trial;

    /// <summary>Called when a message is about to be handled, and at each fault.</summary>
    public virtual void Happened(in VirtualEvent happened)
    {
    }

    /// <summary>Called when the server tells an observer, the evaluator or the store something, while it handles the message that came last.</summary>
    public virtual void Told(object message)
    {
    }

    /// <summary>Called once, some time after the end.</summary>
    public virtual void Assess(TrainingEnded end)
    {
    }

    protected void Fail(string what) => trial.Fail(GetType().Name, what);

    /// <summary>Counts that something was seen, so that a campaign can tell whether a checker had anything to check.</summary>
    protected void See(string what) => trial.See(what);

    /// <summary>Whether a message is about to be handled by the server.</summary>
    protected bool IsAtServer(in VirtualEvent happened) => happened.Fault is null && happened.To == trial.World.ServerNode;

    /// <summary>Returns the number of the worker on a node; null for another node.</summary>
    protected static int? WorkerOf(Node node) => node.Name.StartsWith(Prefix, StringComparison.Ordinal)
        ? int.Parse(node.Name.AsSpan(Prefix.Length), CultureInfo.InvariantCulture)
        : null;
}
