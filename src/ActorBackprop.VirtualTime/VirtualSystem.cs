using ActorBackprop.VirtualTime.Engine;
using Akka.Actor;

namespace ActorBackprop.VirtualTime;

/// <summary>
/// An unmodified actor system on a virtual clock: one thread runs it, time jumps from one event to the next, and the same
/// seed gives the same events in every process. Nodes, links and faults surround the actors, which know nothing of it.
/// </summary>
public sealed class VirtualSystem : IDisposable
{
    /// <summary>The most actors that a sentence names.</summary>
    private const int MaxNamed = 5;

    private readonly VirtualSettings _settings;
    private readonly Dictionary<Type, ulong> _types = [];
    private readonly List<Node> _nodes = [];

    /// <summary>Creates a system at time zero.</summary>
    /// <param name="name">The actor system's name.</param>
    /// <param name="settings">The settings; null for the defaults.</param>
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

    /// <summary>The actor system. Actors that are started here directly are outside: no network lies between them and the nodes.</summary>
    public ActorSystem System { get; }

    /// <summary>The seed that all random draws depend on.</summary>
    public ulong Seed => _settings.Seed;

    /// <summary>The virtual time since the beginning.</summary>
    public TimeSpan Now => TimeSpan.FromTicks(Pump.Now);

    /// <summary>The network between the nodes.</summary>
    public VirtualNetwork Network { get; }

    /// <summary>The log of events.</summary>
    public EventLog Log { get; }

    /// <summary>The nodes, in the order they were added.</summary>
    public IReadOnlyList<Node> Nodes => _nodes;

    /// <summary>The place of actors that were started on no node.</summary>
    public Node Outside { get; }

    /// <summary>The number of events that have happened: with <see cref="Now"/> it says exactly where a run stands.</summary>
    public long Turns => Pump.Turns;

    /// <summary>Whether no event is left to happen.</summary>
    public bool IsIdle => Pump.IsIdle;

    /// <summary>The messages that have left for another node and have not arrived, in no particular order.</summary>
    public IEnumerable<MessageInFlight> InFlight => Pump.UnderWay
        .Where(delivery => delivery.Crosses && delivery.ArrivesAt > Pump.Now)
        .Select(delivery => new MessageInFlight(delivery.From!.Node, delivery.To.Node, delivery.Message, delivery.Bytes,
            TimeSpan.FromTicks(delivery.DepartsAt), TimeSpan.FromTicks(delivery.ArrivesAt)));

    internal Pump Pump { get; }

    /// <summary>Adds a node.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="start">Starts its actors, by <see cref="Node.ActorOf"/>: now and at every restart. Null for none.</param>
    public Node AddNode(string name, Action<Node>? start = null)
    {
        Pump.CheckOutsideActors($"add {name}");
        var node = new Node(this, _nodes.Count + 1, name, start ?? (static _ => { }));
        _nodes.Add(node);
        node.Start();
        return node;
    }

    /// <summary>Schedules an action at a virtual time, such as a crash.</summary>
    /// <param name="time">The time since the beginning; for a time in the past the action is due at once.</param>
    /// <param name="what">The action.</param>
    public void At(TimeSpan time, Action what)
    {
        Pump.Check();
        Pump.Add(time.Ticks, new ScheduledAction(what));
    }

    /// <summary>Runs the next event, whenever it is due.</summary>
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

    /// <summary>Runs for a virtual time.</summary>
    /// <exception cref="VirtualTimeException">As of <see cref="RunTo"/>.</exception>
    public void Run(TimeSpan time) => RunTo(Now + time);

    /// <summary>Runs up to a time since the beginning, the events that are due then included.</summary>
    /// <exception cref="VirtualTimeException">
    /// Something was done that cannot be done in virtual time, or no event is left and an actor is in an await.
    /// </exception>
    public void RunTo(TimeSpan time)
    {
        while (Pump.RunOne(time.Ticks))
        {
        }
        if (IsIdle) CheckFinished();
        Pump.AdvanceTo(time.Ticks);
    }

    /// <summary>Runs up to the place where an equal run stood, given by its <see cref="Turns"/> and <see cref="Now"/>.</summary>
    /// <param name="turns">The other run's turns.</param>
    /// <param name="time">The other run's time.</param>
    /// <exception cref="VirtualTimeException">Something was done that cannot be done in virtual time, or this run never gets there.</exception>
    public void RunToTurn(long turns, TimeSpan time)
    {
        while (Turns < turns)
            if (!Pump.RunOne(time.Ticks))
                throw new VirtualTimeException($"turn {turns} is not reached by {time}: this is a different run, of {Turns} turns");
        Pump.AdvanceTo(time.Ticks);
    }

    /// <summary>Runs until a condition holds, which is checked after each event. If it never does, the clock stands at the limit.</summary>
    /// <param name="condition">Reads what actors have done; it must not run time.</param>
    /// <param name="limit">The time since the beginning at which to give up; TimeSpan.MaxValue to give up when no event is left.</param>
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

    /// <summary>Does the same where the caller reports awaits.</summary>
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

    /// <summary>Creates an actor that collects its messages.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="node">Its node; null for outside.</param>
    public Probe CreateProbe(string name, Node? node = null) => new(this, name, node);

    /// <summary>
    /// Stops all actors; what they do while stopping is not logged. May be called from any thread, if no other uses the system. Takes 20
    /// seconds of real time at most.
    /// </summary>
    /// <exception cref="VirtualTimeException">
    /// An actor is in an await, or something was done that cannot be done in virtual time, and no earlier exception has said
    /// so; or an actor has not stopped in time.
    /// </exception>
    public void Dispose()
    {
        if (!Pump.IsEnding) Pump.End(System.Terminate, Unfinished is { } what ? new VirtualTimeException($"{what}; {Pump.Place}") : null);
    }

    /// <summary>
    /// A sentence that names work in real time, which virtual time does not wait for: the actors in an await, or a coordinated
    /// shutdown; null if there is none. Virtual time cannot tell a real delay from one that ends in virtual time, so every open
    /// await counts.
    /// </summary>
    internal string? Unfinished
    {
        get
        {
            if (RealTimeGuard.UnfinishedShutdown(System) is { } shutdown) return shutdown;
            var actors = _nodes.Prepend(Outside).Where(static node => !node.IsPaused).SelectMany(static node => node.Actors)
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
        if (!_types.TryGetValue(type, out var name)) _types.Add(type, name = Hash(_settings.NameOf(type)));
        return name ^ _settings.IdentityOf(message);
    }

    /// <summary>Returns a hash that is the same in every process, as string.GetHashCode is not: FNV-1a, 64 bits.</summary>
    private static ulong Hash(string text)
    {
        var hash = 0xCBF29CE484222325;
        foreach (var character in text) hash = (hash ^ character) * 0x100000001B3;
        return hash;
    }
}
