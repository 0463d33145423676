using ActorBackprop.Actors;
using ActorBackprop.Actors.Messages;
using ActorBackprop.Cli.Watching;
using ActorBackprop.Configuration;
using ActorBackprop.Learning.Networks;
using ActorBackprop.Learning.Optimizers;
using ActorBackprop.Learning.Training;
using ActorBackprop.Runs.Training;
using ActorBackprop.Simulation.Play;
using ActorBackprop.Simulation.Worlds;
using Akka.Actor;

namespace ActorBackprop.Cli.Tests.Watching;

/// <summary>A game of four workers without gradients, whose facts the view is told.</summary>
internal sealed class Played : IDisposable
{
    public Played()
    {
        var world = new WorldSettings
        {
            Title = "A test",
            Compute = new ComputeSettings { FlopsPerSecond = 0, SecondsPerPart = 1e-3, Law = new Law { Kind = LawKind.Exponential } },
        };
        var plan = new TrainingPlan
        {
            Network = new Network([4, 2], [Activation.Sigmoid], Cost.Quadratic),
            Samples = 4000,
            Minibatch = 4,
            Microbatch = 1,
            Epochs = 1,
            Seed = 7,
            Initializer = Initializer.InverseSqrt,
            Optimizer = new OptimizerOptions(),
        };
        World = new World(world, plan, null, 4);
        World.Virtual.Log.Observer += State.Take;
        var observer = World.Virtual.System.ActorOf(Props.Create<Telling>(State), "observer");
        World.Start(new ServerSettings { Run = "r", Workers = 4, StepReportInterval = TimeSpan.Zero }, new ServerPeers([observer]), 0);
        Game = new Game(World);
        Loop = new GameLoop(Game, TimeProvider.System);
        Pace = new Pace(Game, Loop, 1e-3);
        Keys = new WatchKeys(Game, Loop, Pace, State, 1.5f);
        var simulation = new SimulationRequest { World = world, NoGradient = true };
        Start = new RunStart(new TrainingSettings { Workers = 4 }, plan, 0, "runs/r", 0, false, simulation);
    }

    public World World { get; }

    public Game Game { get; }

    public GameLoop Loop { get; }

    public Pace Pace { get; }

    public WatchState State { get; } = new();

    public WatchKeys Keys { get; }

    public RunStart Start { get; }

    public void Press(char key) => Keys.Press(new ConsoleKeyInfo(key, ConsoleKey.None, false, false, false));

    public void Press(ConsoleKey key) => Keys.Press(new ConsoleKeyInfo('\0', key, false, false, false));

    public void Dispose() => World.Dispose();

    private sealed class Telling(WatchState state) : UntypedActor
    {
        protected override void OnReceive(object message)
        {
            if (message is StepCompleted step) state.Take(step);
        }
    }
}
