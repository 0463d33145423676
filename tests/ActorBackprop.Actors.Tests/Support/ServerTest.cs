using ActorBackprop.Actors.Messages;
using ActorBackprop.Actors.Modes;
using ActorBackprop.Learning.Gradients;
using ActorBackprop.Learning.Training;
using Akka.Actor;
using Akka.TestKit;
using Akka.TestKit.Xunit2;

namespace ActorBackprop.Actors.Tests.Support;

/// <summary>
/// A parameter server among probes: its workers, an observer, an evaluator and a store. The clock stands still unless the
/// test advances it.
/// </summary>
public abstract class ServerTest() : TestKit(Config)
{
    internal const string Run = "this-run";

    internal static readonly TimeSpan PartTimeout = TimeSpan.FromSeconds(30);

    private const string Config = """
        akka.scheduler.implementation = "Akka.TestKit.TestScheduler, Akka.TestKit"
        akka.test.single-expect-default = 20s
        akka.loglevel = OFF
        akka.stdout-loglevel = OFF
        akka.actor.guardian-supervisor-strategy = "Akka.Actor.StoppingSupervisorStrategy"
        """;

    private readonly Dictionary<string, TestProbe> _probes = [];

    private protected IActorRef Server { get; private set; } = ActorRefs.Nobody;

    private protected GradientBuffers Buffers { get; private set; } = new(OneWeight.Network.ParameterLength);

    private protected TestProbe Observer => Probe("observer");

    private protected TestProbe Evaluator => Probe("evaluator");

    private protected TestProbe Store => Probe("store");

    private protected TestScheduler Clock => (TestScheduler)Sys.Scheduler;

    private protected void StartServer(int workers, TrainingPlan? plan = null, TrainingSnapshot? from = null,
        bool evaluator = false, bool store = false, int checkpointEverySteps = 0, int minWorkers = 1, TimeSpan workerPatience = default,
        int servers = 1, IConsistencyMode? mode = null)
    {
        plan ??= OneWeight.Plan();
        Buffers = new GradientBuffers(plan.Network.ParameterLength);
        var settings = new ServerSettings
        {
            Run = Run,
            Workers = workers,
            PartTimeout = PartTimeout,
            StepReportInterval = TimeSpan.Zero,
            CheckpointEverySteps = checkpointEverySteps,
            MinWorkers = minWorkers,
            WorkerPatience = workerPatience,
            Servers = servers,
            Mode = mode ?? new Synchronous(),
        };
        var peers = new ServerPeers([Observer], evaluator ? Evaluator.Ref : null, store ? Store.Ref : null);
        Server = Sys.ActorOf(ParameterServer.PropsOf(settings, peers, new TrainingState(plan, from ?? OneWeight.Beginning()), Buffers));
    }

    /// <summary>A worker that has not registered yet.</summary>
    private protected PlayedWorker Worker(int number, int incarnation = 1) =>
        new(CreateTestProbe(), Server, new WorkerId(number, incarnation));

    /// <summary>Starts a server and its workers; the first parts are on their way to them.</summary>
    private protected PlayedWorker[] StartTraining(int workers, TrainingPlan? plan = null, TrainingSnapshot? from = null,
        bool evaluator = false, bool store = false, int checkpointEverySteps = 0, int minWorkers = 1, TimeSpan workerPatience = default,
        int servers = 1, IConsistencyMode? mode = null)
    {
        StartServer(workers, plan, from, evaluator, store, checkpointEverySteps, minWorkers, workerPatience, servers, mode);
        return [.. Enumerable.Range(0, workers).Select(number => Worker(number).Registers())];
    }

    /// <summary>Each worker gets its part of the step and answers it, in the order given.</summary>
    private protected static void Step(params PlayedWorker[] workers)
    {
        foreach (var (worker, work) in workers.Select(worker => (worker, worker.Gets())).ToArray()) worker.Answers(work, dw: 1);
    }

    /// <summary>The next fact of a kind; those before it are passed over.</summary>
    private protected T Told<T>() => (T)Observer.FishForMessage(static fact => fact is T);

    /// <summary>The next refusal that is told.</summary>
    private protected void IsRefused(WorkerId worker, Refusal reason)
    {
        var refused = Told<GradientRefused>();
        Assert.Equal((worker, reason), (refused.Worker, refused.Reason));
    }

    /// <summary>The probe has received nothing from the server that the test has not read.</summary>
    private protected void GetsNothing(TestProbe probe)
    {
        Server.Tell(new Identify(null), probe.Ref);
        AssertIsAlive(probe.ReceiveOne());
    }

    /// <summary>An actor has answered that it is there. For one that has died Akka answers too, with no actor.</summary>
    internal static void AssertIsAlive(object answer) => Assert.NotNull(Assert.IsType<ActorIdentity>(answer).Subject);

    /// <summary>The actor has worked off all that it was sent before.</summary>
    private protected void Settle(IActorRef actor)
    {
        var probe = CreateTestProbe();
        actor.Tell(new Identify(null), probe.Ref);
        AssertIsAlive(probe.ExpectMsg<ActorIdentity>());
    }

    /// <summary>Lets two checks for overdue parts pass: what was out before is overdue then.</summary>
    private protected void LetPartsGetOverdue() => LetPartsGetOverdue(Server);

    private protected void LetPartsGetOverdue(IActorRef server)
    {
        Settle(server);
        for (var check = 0; check < 2; check++) Clock.Advance(PartTimeout);
    }

    private TestProbe Probe(string name) => _probes.TryGetValue(name, out var probe) ? probe : _probes[name] = CreateTestProbe(name);
}
