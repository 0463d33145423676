using ActorBackprop.VirtualTime.Engine;
using Akka.Actor;

namespace ActorBackprop.VirtualTime;

/// <summary>
/// An unmodified actor system on a virtual clock: one thread runs it, time jumps from one event to the next, and the same
/// seed gives the same events in every process. Nodes, links and faults surround the actors, which know nothing of it.
/// </summary>
public sealed class VirtualSystem : IDisposable
{
    /// <summary>Actors that a sentence names at most.</summary>
    private const int MaxNamed = 5;

    private readonly VirtualSettings _settings;
    private readonly Dictionary<Type, ulong> _types = [];
    private readonly List<Node> _nodes = [];

    /// <summary>A system at time zero.</summary>
    /// <param name="name">The actor system's name.</param>
    /// <param name="settings">Its settings; null for the defaults.</param>
    public VirtualSystem(string name, VirtualSettings? settings = null)
    {
        _settings = settings ?? new VirtualSettings();
        Pump = new Pump(_settings.Seed);
        (Network, Log) = (new VirtualNetwork(this), new EventLog(this));
        Outside = new Node(this, 0, "outside", static _ => { });
        (Pump.Post.Network, Pump.Post.Log, Pump.Registry.Outside) = (Network, Log, Outside);
        System = VirtualScheduler.CreateSystem(Pump, name, AkkaSettings.With(_settings.Configuration));
        Pump.Drain();
    }

    /// <summary>The actor system. What is started here directly is outside: no network lies between it and the nodes.</summary>
    public ActorSystem System { get; }

    /// <summary>The seed.</summary>
    public ulong Seed => _settings.Seed;

    /// <summary>The virtual time since the beginning.</summary>
    public TimeSpan Now => TimeSpan.FromTicks(Pump.Now);

    /// <summary>What lies between the nodes.</summary>
    public VirtualNetwork Network { get; }

    /// <summary>What has happened.</summary>
    public EventLog Log { get; }

    /// <summary>The nodes, in the order they were added.</summary>
    public IReadOnlyList<Node> Nodes => _nodes;

    /// <summary>Where actors live that were started on no node.</summary>
    public Node Outside { get; }

    /// <summary>How often something has happened: with <see cref="Now"/> it says exactly where a run stands.</summary>
    public long Turns => Pump.Turns;

    /// <summary>Whether nothing is left to happen, ever.</summary>
    public bool IsIdle => Pump.IsIdle;

    /// <summary>Messages that have left for another node and have not arrived, in no particular order.</summary>
    public IEnumerable<MessageInFlight> InFlight => Pump.UnderWay
        .Where(delivery => delivery.Crosses && delivery.ArrivesAt > Pump.Now)
        .Select(delivery => new MessageInFlight(delivery.From!.Node, delivery.To.Node, delivery.Message, delivery.Bytes,
            TimeSpan.FromTicks(delivery.DepartsAt), TimeSpan.FromTicks(delivery.ArrivesAt)));

    internal Pump Pump { get; }

    /// <summary>Adds a node.</summary>
    /// <param name="name">What it is called.</param>
    /// <param name="start">Starts its actors, by <see cref="Node.ActorOf"/>: now and at every restart. Null for nothing.</param>
    public Node AddNode(string name, Action<Node>? start = null)
    {
        Pump.CheckOutsideActors($"add {name}");
        var node = new Node(this, _nodes.Count + 1, name, start ?? (static _ => { }));
        _nodes.Add(node);
        node.Start();
        return node;
    }

    /// <summary>Has something done at a virtual time, such as a crash.</summary>
    /// <param name="time">Since the beginning; in the past, it is done at once.</param>
    /// <param name="what">What.</param>
    public void At(TimeSpan time, Action what)
    {
        Pump.Check();
        Pump.Add(time.Ticks, new Happening(what));
    }

    /// <summary>Has the next event happen, whenever it is due.</summary>
    /// <returns>False if there is none.</returns>
    /// <exception cref="VirtualTimeException">
    /// Something was done that cannot be done in virtual time, or there is no event and an actor is in an await.
    /// </exception>
    public bool RunOne()
    {
        if (Pump.RunOne(long.MaxValue)) return true;
        CheckFinished();
        return false;
    }

    /// <summary>Runs for a time.</summary>
    /// <exception cref="VirtualTimeException">As of <see cref="RunTo"/>.</exception>
    public void Run(TimeSpan time) => RunTo(Now + time);

    /// <summary>Runs up to a time since the beginning, and all that is due then.</summary>
    /// <exception cref="VirtualTimeException">
    /// Something was done that cannot be done in virtual time, or nothing is left to happen and an actor is in an await.
    /// </exception>
    public void RunTo(TimeSpan time)
    {
        while (Pump.RunOne(time.Ticks))
        {
        }
        if (IsIdle) CheckFinished();
        Pump.AdvanceTo(time.Ticks);
    }

    /// <summary>Runs up to a place that an equal run has been at, as <see cref="Turns"/> and <see cref="Now"/> told it.</summary>
    /// <param name="turns">Its turns.</param>
    /// <param name="time">Its time.</param>
    /// <exception cref="VirtualTimeException">Something was done that cannot be done in virtual time, or this run never gets there.</exception>
    public void RunToTurn(long turns, TimeSpan time)
    {
        while (Turns < turns)
            if (!Pump.RunOne(time.Ticks))
                throw new VirtualTimeException($"turn {turns} does not come by {time}: this is another run, of {Turns} turns");
        Pump.AdvanceTo(time.Ticks);
    }

    /// <summary>Runs until a condition holds; it is looked at after each event. If it does not, the clock stands at the limit.</summary>
    /// <param name="condition">The condition.</param>
    /// <param name="limit">The time to give up at, since the beginning; TimeSpan.MaxValue for when nothing is left to happen.</param>
    /// <returns>Whether it holds.</returns>
    /// <exception cref="VirtualTimeException">
    /// Something was done that cannot be done in virtual time, or the condition does not hold and an actor is in an await.
    /// </exception>
    public bool RunUntil(Func<bool> condition, TimeSpan limit)
    {
        if (TryRunUntil(condition, limit)) return true;
        CheckFinished();
        return false;
    }

    /// <summary>The same, where the caller reports awaits.</summary>
    internal bool TryRunUntil(Func<bool> condition, TimeSpan limit)
    {
        while (!condition())
            if (!Pump.RunOne(limit.Ticks))
            {
                if (limit != TimeSpan.MaxValue) Pump.AdvanceTo(limit.Ticks);
                return condition();
            }
        return true;
    }

    /// <summary>An actor that collects what it is told.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="node">Where it lives; null for outside.</param>
    public Probe CreateProbe(string name, Node? node = null) => new(this, name, node);

    /// <summary>
    /// Stops all actors; what they do in stopping is not logged. From any thread, if no other uses the system. Takes 20
    /// seconds of real time at most.
    /// </summary>
    /// <exception cref="VirtualTimeException">
    /// An actor is in an await, or something was done that cannot be done in virtual time, and no earlier exception has said
    /// so; or an actor does not stop.
    /// </exception>
    public void Dispose()
    {
        if (!Pump.IsEnding) Pump.End(System.Terminate, Unfinished is { } what ? new VirtualTimeException($"{what}; {Pump.Place}") : null);
    }

    /// <summary>
    /// A sentence that names what goes on in real time, where nothing waits for it: the actors in an await, or a coordinated
    /// shutdown; null if there is none. Virtual time cannot tell a real delay from one that ends in virtual time, so that an
    /// await that is open counts.
    /// </summary>
    internal string? Unfinished
    {
        get
        {
            if (RealTime.OfShutdown(System) is { } shutdown) return shutdown;
            var actors = _nodes.Prepend(Outside).Where(static node => !node.IsPaused).SelectMany(static node => node.Residents)
                .Where(static actor => actor.IsAwaiting).Select(static actor => actor.Path).ToList();
            return actors.Count == 0 ? null
                : $"{string.Join(", ", actors.Take(MaxNamed))}{(actors.Count > MaxNamed ? $" and {actors.Count - MaxNamed} more" : "")} "
                    + $"{(actors.Count == 1 ? "is" : "are")} in an await that has not ended: virtual time does not wait for Task.Delay, HTTP or "
                    + "files; set a timer instead, or let VirtualSystem.At end what is awaited";
        }
    }

    private void CheckFinished()
    {
        if (Unfinished is { } what) throw Pump.Thrown(new VirtualTimeException($"{what}; {Pump.Place}"));
    }

    internal long BytesOf(object message) => _settings.BytesOf(message);

    internal ulong IdentityOf(object message)
    {
        var type = message.GetType();
        if (!_types.TryGetValue(type, out var name)) _types.Add(type, name = StableHash.Of(type.FullName!));
        return name ^ _settings.IdentityOf(message);
    }
}
