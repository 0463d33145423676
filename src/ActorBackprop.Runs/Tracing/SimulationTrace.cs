using ActorBackprop.Actors.Messages;
using ActorBackprop.Runs.Storage;
using ActorBackprop.Simulation.Worlds;
using ActorBackprop.VirtualTime;

namespace ActorBackprop.Runs.Tracing;

/// <summary>Draws what happens in a world as a timeline. It only watches: with it and without, the events are the same.</summary>
internal sealed class SimulationTrace : IDisposable
{
    private readonly World _world;
    private readonly TrainingTrace _trace;
    private readonly Dictionary<Node, int> _numbers = [];
    private long _step = -1;
    private int _waiting;

    /// <summary>Opens the file and watches; before the world is started.</summary>
    /// <exception cref="RunIoException">The system refuses.</exception>
    public SimulationTrace(World world, string path)
    {
        (_world, _trace) = (world, new TrainingTrace(path));
        world.Virtual.Log.Observer += Take;
        world.WorkerStarted += (worker, starts) =>
        {
            _numbers[worker.Node] = worker.Number;
            _trace.Tell(new WorkerStarted(Now, worker.Number, starts));
        };
        world.ComputeStarted += (worker, activity) => _trace.Tell(new ComputeStarted(Now, worker.Number, activity.Step, activity.Part));
        world.ComputeEnded += (worker, _) => _trace.Tell(new ComputeEnded(Now, worker.Number));
    }

    private TimeSpan Now => _world.Virtual.Now;

    /// <summary>Takes a fact of the training.</summary>
    public void Take(object fact)
    {
        if (fact is EpochCompleted epoch) _trace.Tell(new CostMeasured(Now, epoch.Totals.Cost / epoch.Totals.Samples));
        if (fact is StepCompleted { Epoch.Samples: > 0 } step) _trace.Tell(new CostMeasured(Now, step.Epoch.Cost / step.Epoch.Samples));
        if (fact is ParametersEvaluated evaluated) _trace.Tell(new TestAccuracyMeasured(Now, evaluated.Result.Accuracy));
    }

    /// <summary>Closes the file.</summary>
    public void Dispose() => _trace.Dispose();

    private void Take(VirtualEvent happened)
    {
        if (happened.Fault is FaultKind.Crash or FaultKind.Leave && _numbers.TryGetValue(happened.To, out var worker))
            _trace.Tell(new WorkerCrashed(happened.At, worker));
        if (happened.Message is not { } message || NodeOf(happened.From) is not { } from || NodeOf(happened.To) is not { } to || from == to) return;
        var (kind, bytes) = (message.GetType().Name, _world.BytesOf(message));
        if (happened.Fault is { } fault)
        {
            _trace.Tell(new MessageLost(happened.At, happened.Departed, from, to, kind, bytes, Learning.Names.Of(fault)));
            return;
        }
        if (message is ComputeGradient work && work.Minibatch.Step > _step) Begin(work.Minibatch.Step, happened.Departed);
        _trace.Tell(new MessageArrived(happened.At, happened.Departed, from, to, kind, bytes));
        if (to != TraceNode.Server || _world.ServerNode.Waiting is var waiting && waiting == _waiting) return;
        _trace.Tell(new QueueMeasured(happened.At, TraceNode.Server, _waiting = _world.ServerNode.Waiting));
    }

    /// <summary>A step is first seen when its first part arrives: it began when that left, and the one before ended then.</summary>
    private void Begin(long step, TimeSpan at)
    {
        if (_step >= 0) _trace.Tell(new StepEnded(at));
        _trace.Tell(new StepBegan(at, step));
        _step = step;
    }

    private TraceNode? NodeOf(Node node) =>
        node == _world.ServerNode ? TraceNode.Server : _numbers.TryGetValue(node, out var worker) ? TraceNode.Worker(worker) : null;
}
