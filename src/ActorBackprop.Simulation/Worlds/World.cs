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
/// A cluster in virtual time: one parameter server and its workers, each on its machine. The actors are those that
/// train for real; their machines and network are modelled.
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
    private GradientPool _gradients = null!;
    private GradientCompression? _compression; // one for all workers: they finish one after the other
    private Residuals? _residuals;
    private Link _link;

    /// <summary>Creates a world at time zero, without actors.</summary>
    /// <param name="settings">Its settings.</param>
    /// <param name="plan">The training.</param>
    /// <param name="data">The training images; null for the protocol alone, without gradients.</param>
    /// <param name="workers">The number of workers at the start.</param>
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

    /// <summary>Its settings.</summary>
    public WorldSettings Settings { get; }

    /// <summary>The actor system in virtual time.</summary>
    public VirtualSystem Virtual { get; }

    /// <summary>The machine of the parameter server.</summary>
    public Node ServerNode { get; private set; } = null!;

    /// <summary>The parameter server.</summary>
    public IActorRef Server { get; private set; } = ActorRefs.Nobody;

    /// <summary>
    /// The state of the training. It is the server's: read it between two events, on the thread that runs them, and never change it.
    /// Null before the start, and without gradients.
    /// </summary>
    public TrainingState? State { get; private set; }

    /// <summary>The workers, by their numbers; those that have crashed included.</summary>
    public IReadOnlyList<SimulatedWorker> Workers => _workers;

    /// <summary>Called when a worker's machine starts, with the number of its starts. It must not tell actors.</summary>
    public Action<SimulatedWorker, int>? WorkerStarted { get; set; }

    /// <summary>Called when a worker begins to compute a part. It must not tell actors.</summary>
    public Action<SimulatedWorker, Activity>? ComputeStarted { get; set; }

    /// <summary>Called when a worker has computed a part; never if its machine crashes before.</summary>
    public Action<SimulatedWorker, Activity>? ComputeEnded { get; set; }

    internal ServerTimes ServerTimes { get; }

    internal EvaluatorTimes EvaluatorTimes { get; }

    /// <summary>Starts the server and the workers.</summary>
    /// <param name="server">The server's settings.</param>
    /// <param name="peers">The actors that the server tells; they live outside.</param>
    /// <param name="helpers">The number of threads that compute gradients beside this one. They change the speed, never the answer.</param>
    /// <param name="from">The snapshot to continue from; null to begin.</param>
    public void Start(ServerSettings server, ServerPeers peers, int helpers, TrainingSnapshot? from = null)
    {
        var state = new TrainingState(_plan, from);
        _residuals = state.Residuals;
        if (_data is null) _gradients = new GradientPool(() => new ZeroGradient(_buffers, _sizes.BytesOfSum), 0);
        else
        {
            var gradients = new PartGradients(_plan, _data);
            _gradients = new GradientPool(() => gradients.Create(_buffers), helpers);
            State = state;
        }
        var props = ParameterServer.PropsOf(server, peers, state, _buffers);
        ServerNode = Virtual.AddNode("server", node => Server = node.ActorOf(props, "parameter-server"));
        if (Settings.Server.BytesPerSecond > 0)
            ServerNode.SendsBytesPerSecond = ServerNode.ReceivesBytesPerSecond = Settings.Server.BytesPerSecond;
        ServerTimes.Divide(server.Servers);
        if (!ServerTimes.IsNothing)
            (ServerNode.HandlingTime, ServerNode.SendingTime) = (ServerTimes.ToHandle, ServerTimes.ToSend);
        if (!EvaluatorTimes.IsNothing) Virtual.Outside.HandlingTime = EvaluatorTimes.ToHandle; // it lives outside
        for (var worker = 0; worker < server.Workers; worker++) Join();
        foreach (var input in Settings.Script) input.Schedule(this);
        Swarm.Schedule(this, Settings.Swarm, _plan.Seed);
    }

    /// <summary>Applies an input now. One without a meaning, such as restarting a worker that runs, changes nothing.</summary>
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

    /// <summary>Returns the size of a message on a wire, in bytes.</summary>
    public long BytesOf(object message) => _sizes.BytesOf(message);

    /// <summary>Ends all faults: restarts and resumes workers, heals cuts, restores speeds, and makes links lossless.</summary>
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

    /// <summary>Ends the world, its actors and its threads.</summary>
    public void Dispose()
    {
        Virtual.Dispose();
        _gradients?.Dispose();
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
            worker.Computation = new ModelledComputation(this, worker, _times, _gradients, CompressionOfAWorker());
            node.ActorOf(Props.CreateBy(new WorkerProducer(number, _incarnations, Server, worker.Computation)), $"worker-{number}");
        });
    }

    /// <summary>
    /// Returns the compression of a worker that starts now; null for none. A worker's residuals are lost with its machine, those of
    /// the microbatches' places are not.
    /// </summary>
    private GradientCompression? CompressionOfAWorker()
    {
        if (_data is null || _plan.Compression is not { } compression) return null;
        var isPerWorker = compression is { HasWorkerResiduals: true, Compressor.UsesErrorFeedback: true };
        return isPerWorker ? Create() : _compression ??= Create();

        GradientCompression Create() => new(_plan, _residuals, keepsBytes: false);
    }

    private void Relink(Link link) => Virtual.Network.Default = _link = link;

    private static double Positive(WorldInput input) => input.Value is > 0 and < double.PositiveInfinity
        ? input.Value
        : throw new ArgumentException($"{input.Kind}: expected a number above 0, found {input.Value}");
}
