using ActorBackprop.Actors;
using ActorBackprop.Learning.Compression;
using ActorBackprop.Learning.Data;
using ActorBackprop.Learning.Gradients;
using ActorBackprop.Learning.Networks;
using ActorBackprop.Learning.Training;
using ActorBackprop.Simulation.Computing;
using ActorBackprop.VirtualTime;
using Akka.Actor;

namespace ActorBackprop.Simulation.Worlds;

/// <summary>
/// A cluster in virtual time: one parameter server and its workers, each on a machine of its own. The actors are those
/// that train for real; what surrounds them is modelled.
/// </summary>
public sealed class World : IDisposable
{
    private static readonly Network Smallest = new([1, 1], [Activation.Sigmoid], Cost.Quadratic);

    private readonly TrainingPlan _plan;
    private readonly Dataset? _data;
    private readonly PartTimes _times;
    private readonly GradientBuffers _buffers;
    private readonly Incarnations _incarnations = new();
    private readonly List<SimulatedWorker> _workers = [];
    private readonly MessageSizes _sizes;
    private GradientPool? _pool;
    private IGradients _gradients = null!;
    private CompressedGradients? _compressed; // one for all workers: they finish one after the other
    private Residuals? _residuals;
    private Link _link;

    /// <summary>A world at time zero, with nobody in it.</summary>
    /// <param name="settings">What it is like.</param>
    /// <param name="plan">What is to be trained.</param>
    /// <param name="data">The samples it is trained on; null for the protocol alone, without gradients.</param>
    /// <param name="workers">Workers to begin with.</param>
    public World(WorldSettings settings, TrainingPlan plan, Dataset? data, int workers)
    {
        (Settings, _data) = (settings, data);
        _plan = data is null ? plan with { Network = Smallest } : plan;
        var measured = settings.Profile?.For(plan, workers);
        _times = new PartTimes(settings.Compute, measured, plan);
        _buffers = new GradientBuffers(_plan.Network.ParameterLength);
        _sizes = new MessageSizes(plan);
        Virtual = new VirtualSystem("actorbackprop", new VirtualSettings
        {
            Seed = plan.Seed,
            BytesOf = _sizes.BytesOf,
            IdentityOf = MessageSizes.IdentityOf,
            NameOf = MessageSizes.NameOf,
            Configuration = "akka.actor.guardian-supervisor-strategy = \"Akka.Actor.StoppingSupervisorStrategy\"",
        });
        EvaluatorTimes = new EvaluatorTimes(measured, Virtual);
        ServerTimes = new ServerTimes(settings.Server, measured, plan.Network, EvaluatorTimes);
        _link = settings.Links.ToLink();
        Virtual.Network.Default = _link;
        Virtual.Network.FailureDetection = TimeSpan.FromSeconds(settings.FailureDetectionSeconds);
    }

    /// <summary>What it is like.</summary>
    public WorldSettings Settings { get; }

    /// <summary>The virtual time and what happens in it.</summary>
    public VirtualSystem Virtual { get; }

    /// <summary>Where the parameter server lives.</summary>
    public Node ServerNode { get; private set; } = null!;

    /// <summary>The parameter server.</summary>
    public IActorRef Server { get; private set; } = ActorRefs.Nobody;

    /// <summary>
    /// Where the training stands: the server's own, to be looked at between two happenings by the thread that runs them, and
    /// never to be changed. Null before the start, and without gradients.
    /// </summary>
    public TrainingState? State { get; private set; }

    /// <summary>The workers, by their numbers; those that have crashed included.</summary>
    public IReadOnlyList<SimulatedWorker> Workers => _workers;

    /// <summary>Told when a worker's machine starts, and for which time; null for nobody. It must not tell actors.</summary>
    public Action<SimulatedWorker, int>? WorkerStarted { get; set; }

    /// <summary>Told when a worker begins to compute a part; null for nobody. It must not tell actors.</summary>
    public Action<SimulatedWorker, Activity>? ComputeStarted { get; set; }

    /// <summary>Told when a worker has computed a part, which it does not if its machine crashes; null for nobody.</summary>
    public Action<SimulatedWorker, Activity>? ComputeEnded { get; set; }

    internal ServerTimes ServerTimes { get; }

    internal EvaluatorTimes EvaluatorTimes { get; }

    /// <summary>Starts the server and the workers.</summary>
    /// <param name="server">The server's settings.</param>
    /// <param name="peers">Whom the server tells; they live outside.</param>
    /// <param name="helpers">Threads that compute gradients beside this one. They change the speed, never the answer.</param>
    /// <param name="from">Where to go on from; null to begin.</param>
    public void Start(ServerSettings server, ServerPeers peers, int helpers, TrainingSnapshot? from = null)
    {
        var state = new TrainingState(_plan, from);
        _residuals = state.Residuals;
        var gradients = _data is null ? null : new PartGradients(_plan, _data);
        _gradients = gradients is null
            ? new NoGradients(_buffers, _sizes.BytesOfSum)
            : _pool = new GradientPool(() => gradients.Create(_buffers), helpers);
        if (_data is not null) State = state;
        var props = ParameterServer.PropsOf(server, peers, state, _buffers);
        ServerNode = Virtual.AddNode("server", node => Server = node.ActorOf(props, "parameter-server"));
        if (Settings.Server.BytesPerSecond > 0)
            ServerNode.SendsBytesPerSecond = ServerNode.ReceivesBytesPerSecond = Settings.Server.BytesPerSecond;
        ServerTimes.Divide(server.Servers);
        if (!ServerTimes.IsNothing)
            (ServerNode.HandlingTime, ServerNode.SendingTime) = (ServerTimes.ToHandle, ServerTimes.ToSend);
        if (!EvaluatorTimes.IsNothing) Virtual.Outside.HandlingTime = EvaluatorTimes.ToHandle; // it is told by the server, and lives outside
        for (var worker = 0; worker < server.Workers; worker++) Join();
        foreach (var input in Settings.Script) Scripted.Enter(this, input);
        Swarm.Enter(this, Settings.Swarm, _plan.Seed);
    }

    /// <summary>Does something to the world, now. What makes no sense, such as restarting a worker that runs, changes nothing.</summary>
    /// <exception cref="ArgumentException">There is no such worker, or the value is impossible.</exception>
    public void Apply(WorldInput input)
    {
        var worker = input.Worker >= 0 && input.Worker < _workers.Count ? _workers[input.Worker] : null;
        if (input.Kind.ConcernsWorker() && worker is null)
            throw new ArgumentException($"there is no worker {input.Worker}; there are {_workers.Count}, from 0");
        switch (input.Kind)
        {
            case InputKind.Crash: worker!.Node.Crash(); break;
            case InputKind.Restart: worker!.Node.Restart(); break;
            case InputKind.Leave: worker!.Node.Leave(); break;
            case InputKind.Pause: worker!.Node.Pause(); break;
            case InputKind.Resume: worker!.Node.Resume(); break;
            case InputKind.Cut: Virtual.Network.Cut(worker!.Node, ServerNode); break;
            case InputKind.Heal: Virtual.Network.Heal(worker!.Node, ServerNode); break;
            case InputKind.Slow: worker!.Factor = Positive(input); break;
            case InputKind.Join: Join(); break;
            case InputKind.Latency: Relink(_link with { Latency = TimeSpan.FromSeconds(input.Value) }); break;
            case InputKind.Bandwidth: Relink(_link with { BytesPerSecond = input.Value > 0 ? input.Value : double.PositiveInfinity }); break;
            case InputKind.Loss: Relink(_link with { Loss = input.Value }); break;
            case InputKind.LearningRate: Server.Tell(new Actors.Messages.ChangeLearningRate((float)Positive(input))); break;
            default: throw new ArgumentOutOfRangeException(nameof(input));
        }
    }

    /// <summary>What a message weighs on a wire, in bytes.</summary>
    public long BytesOf(object message) => _sizes.BytesOf(message);

    /// <summary>Makes everything well: who is down comes back, what is cut heals, who is paused or slow goes on.</summary>
    public void Heal()
    {
        foreach (var worker in _workers)
        {
            worker.Node.Restart();
            worker.Node.Resume();
            Virtual.Network.Heal(worker.Node, ServerNode);
            worker.Factor = 1;
        }
        Relink(_link with { Loss = 0, Break = 0, Duplication = 0, Reordering = 0 });
    }

    /// <summary>Ends it.</summary>
    public void Dispose()
    {
        Virtual.Dispose();
        _pool?.Dispose();
    }

    private void Join()
    {
        var number = _workers.Count;
        var worker = new SimulatedWorker(number, _times);
        _workers.Add(worker);
        worker.Node = Virtual.AddNode($"worker-{number}", node =>
        {
            worker.Node = node;
            WorkerStarted?.Invoke(worker, node.Starts);
            worker.Computation = new ModelledComputation(this, worker, _times, GradientsOfAWorker());
            node.ActorOf(Props.CreateBy(new WorkerProducer(number, _incarnations, Server, worker.Computation)), $"worker-{number}");
        });
    }

    /// <summary>Where a worker's come from, that begins now. Residuals of its own are gone with its machine; those of places are not.</summary>
    private IGradients GradientsOfAWorker()
    {
        if (_data is null || _plan.Compression is not { } compression) return _gradients;
        var keepsOwn = compression is { HasWorkerResiduals: true, Compressor.UsesErrorFeedback: true };
        return keepsOwn ? Compressed() : _compressed ??= Compressed();

        CompressedGradients Compressed() => new(_gradients, new GradientCompression(_plan, _residuals, keepsBytes: false));
    }

    private void Relink(Link link) => Virtual.Network.Default = _link = link;

    private static double Positive(WorldInput input) => input.Value is > 0 and < double.PositiveInfinity
        ? input.Value
        : throw new ArgumentException($"{input.Kind}: expected a number above 0, found {input.Value}");
}
