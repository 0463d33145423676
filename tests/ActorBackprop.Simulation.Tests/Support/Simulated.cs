using ActorBackprop.Actors;
using ActorBackprop.Actors.Messages;
using ActorBackprop.Actors.Modes;
using ActorBackprop.Learning.Data;
using ActorBackprop.Learning.Training;
using ActorBackprop.Simulation.Play;
using ActorBackprop.Simulation.Worlds;
using Akka.Actor;

namespace ActorBackprop.Simulation.Tests.Support;

/// <summary>A training in a world, run to its end, with everything the server told.</summary>
public sealed class Simulated : IDisposable
{
    private readonly List<object> _facts = [];

    public Simulated(WorldSettings settings, TrainingPlan plan, Dataset? data, int workers, IReadOnlyList<LoggedInput>? replay = null,
        int helpers = 1, int servers = 1, IConsistencyMode? mode = null, double partTimeoutSeconds = 0.5,
        Func<ServerSettings, ServerSettings>? options = null)
    {
        World = new World(settings, plan, data, workers);
        var observer = World.Virtual.System.ActorOf(Props.Create<Listener>(_facts), "observer");
        var server = new ServerSettings
        {
            Run = "simulated",
            Workers = workers,
            Servers = servers,
            PartTimeout = TimeSpan.FromSeconds(partTimeoutSeconds),
            WorkerPatience = TimeSpan.FromMinutes(10),
            Mode = mode ?? new Synchronous(),
        };
        World.Start(options is null ? server : options(server), new ServerPeers([observer]), helpers);
        Game = new Game(World, replay);
    }

    public World World { get; }

    public Game Game { get; }

    public IReadOnlyList<object> Facts => _facts;

    public TrainingEnded? End => _facts.OfType<TrainingEnded>().SingleOrDefault();

    /// <summary>Runs to the end; it comes within an hour of virtual time.</summary>
    public TrainingEnded Run()
    {
        var came = Game.RunUntil(() => _facts is [.., TrainingEnded], TimeSpan.FromHours(1));
        Assert.True(came, $"seed {World.Virtual.Seed}: no end within an hour, {World.Virtual.Log.Count} events");
        return End!;
    }

    public void Dispose() => World.Dispose();

    private sealed class Listener(List<object> facts) : UntypedActor
    {
        protected override void OnReceive(object message) => facts.Add(message);
    }
}
