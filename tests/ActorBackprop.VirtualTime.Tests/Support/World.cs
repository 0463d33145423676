using System.Globalization;
using Akka.Actor;

namespace ActorBackprop.VirtualTime.Tests.Support;

/// <summary>A virtual system with what most tests need: actors that send, actors that record, times in milliseconds.</summary>
internal sealed class World : IDisposable
{
    private readonly List<Receipt> _received = [];

    public World(ulong seed = 1, Link? link = null, string configuration = "")
    {
        // The size of a message is the number it is, or ends with: "b100" and 100 have 100 bytes.
        System = new VirtualSystem("test", new VirtualSettings { Seed = seed, BytesOf = Number, Configuration = configuration });
        if (link is not null) System.Network.Default = link;
    }

    /// <summary>A message that an actor received, and when.</summary>
    public readonly record struct Receipt(double At, string By, object Message);

    public VirtualSystem System { get; }

    public VirtualNetwork Network => System.Network;

    public double Now => System.Now.TotalMilliseconds;

    /// <summary>All that recorders have received so far, in order.</summary>
    public IReadOnlyList<Receipt> Received => _received;

    /// <summary>When the messages were received, in order.</summary>
    public IEnumerable<double> Times => _received.Select(record => record.At);

    /// <summary>The messages that were received, in order.</summary>
    public IEnumerable<object> Messages => _received.Select(record => record.Message);

    public static TimeSpan Ms(double milliseconds) => TimeSpan.FromTicks((long)Math.Round(milliseconds * TimeSpan.TicksPerMillisecond));

    /// <summary>A node with an actor that records what it receives.</summary>
    public (Node Node, IActorRef Actor) Recorder(string name)
    {
        var node = System.AddNode(name);
        return (node, Recorder(node, name));
    }

    /// <summary>An actor that records what it receives, on a node; null for outside.</summary>
    public IActorRef Recorder(Node? node, string name) => Actor(node, name, Record(name));

    /// <summary>Records what an actor receives.</summary>
    public Action<IUntypedActorContext, object> Record(string name) => (_, message) => _received.Add(new Receipt(Now, name, message));

    /// <summary>An actor on a node; null for outside.</summary>
    public IActorRef Actor(Node? node, string name, Action<IUntypedActorContext, object> handle, Action<IUntypedActorContext>? stop = null) =>
        node is null ? System.System.ActorOf(Does.With(handle, stop), name) : node.ActorOf(Does.With(handle, stop), name);

    /// <summary>A node with an actor that runs whatever action it is told.</summary>
    public (Node Node, IActorRef Actor) Doer(string name)
    {
        var node = System.AddNode(name);
        return (node, Doer(node, name));
    }

    /// <summary>An actor that runs whatever action it is told, on a node; null for outside.</summary>
    public IActorRef Doer(Node? node, string name) => Actor(node, name, static (context, message) =>
    {
        if (message is Action<IUntypedActorContext> action) action(context);
    });

    /// <summary>Has a doer run an action, in its turn.</summary>
    public void Do(IActorRef doer, Action<IUntypedActorContext> action)
    {
        doer.Tell(action);
        System.RunOne();
    }

    /// <summary>Has a doer tell an actor messages, all at once.</summary>
    public void Tell(IActorRef doer, IActorRef to, params IEnumerable<object> messages) => Do(doer, context =>
    {
        foreach (var message in messages) to.Tell(message, context.Self);
    });

    public void At(double milliseconds, Action what) => System.At(Ms(milliseconds), what);

    public void RunTo(double milliseconds) => System.RunTo(Ms(milliseconds));

    /// <summary>Runs until nothing is left to happen.</summary>
    public void RunOut()
    {
        while (System.RunOne())
        {
        }
    }

    public void Dispose() => System.Dispose();

    private static long Number(object message)
    {
        var text = Convert.ToString(message, CultureInfo.InvariantCulture)!;
        var digits = text.Length;
        while (digits > 0 && char.IsAsciiDigit(text[digits - 1])) digits--;
        return digits < text.Length ? long.Parse(text[digits..], CultureInfo.InvariantCulture) : 0;
    }
}
