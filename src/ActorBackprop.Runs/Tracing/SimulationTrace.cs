using ActorBackprop.Actors.Messages;
using ActorBackprop.Runs.Storage;
using ActorBackprop.Simulation.Worlds;
using ActorBackprop.VirtualTime;

namespace ActorBackprop.Runs.Tracing;

/// <summary>Draws a simulated run as a timeline. It only observes, so the events are the same without it.</summary>
internal sealed class SimulationTrace : IDisposable
{
    private readonly World _world;
    private readonly TrainingTrace _trace;
    private readonly Dictionary<Node, int> _numbers = [];
    private long _step = -1;
    private int _waiting;

    /// <summary>Creates the file and observes a world that has not started.</summary>
    /// <exception cref="RunIoException">The file cannot be written.</exception>
    public SimulationTrace(World world, string path)
    {
        (_world, _trace) = (world, new TrainingTrace(path));
        world.Virtual.Log.Observer += Take;
        world.WorkerStarted += (worker, starts) =>
        {
            _numbers[worker.Node] = worker.Number;
            _trace.Start(Now, worker.Number, starts);
        };
        world.ComputeStarted += (worker, activity) => _trace.BeginPart(Now, worker.Number, activity.Step, activity.Part);
        world.ComputeEnded += (worker, _) => _trace.EndPart(Now, worker.Number);
    }

    private TimeSpan Now => _world.Virtual.Now;

    /// <summary>Draws a fact of the training.</summary>
    public void Take(object fact)
    {
        if (fact is EpochCompleted epoch) _trace.DrawCost(Now, epoch.Totals.Cost / epoch.Totals.Samples);
        if (fact is StepCompleted { Epoch.Samples: > 0 } step) _trace.DrawCost(Now, step.Epoch.Cost / step.Epoch.Samples);
        if (fact is ParametersEvaluated evaluated) _trace.DrawTestAccuracy(Now, evaluated.Result.Accuracy);
    }

    /// <summary>Closes the file.</summary>
    public void Dispose() => _trace.Dispose();

    private void Take(VirtualEvent happened)
    {
        if (happened.Fault is FaultKind.Crash or FaultKind.Leave && _numbers.TryGetValue(happened.To, out var worker))
            _trace.Crash(happened.At, worker);
        if (happened.Message is not { } message || NodeOf(happened.From) is not { } from || NodeOf(happened.To) is not { } to || from == to) return;
        var (kind, bytes) = (message.GetType().Name, _world.BytesOf(message));
        var lossReason = happened.Fault is { } fault ? Learning.Names.Of(fault) : null;
        if (lossReason is null && message is ComputeGradient { Minibatch.Step: var step } && step > _step) BeginStep(step, happened.Departed);
        _trace.DrawMessage(happened.Departed, happened.At, from, to, kind, bytes, lossReason);
        if (lossReason is not null) return;
        if (to != TraceNode.Server || _world.ServerNode.Waiting is var waiting && waiting == _waiting) return;
        _trace.DrawQueue(happened.At, TraceNode.Server, _waiting = _world.ServerNode.Waiting);
    }

    /// <summary>A step is first seen when its first part arrives: it began, and the one before ended, when that part was sent.</summary>
    private void BeginStep(long step, TimeSpan at)
    {
        if (_step >= 0) _trace.EndStep(at);
        _trace.BeginStep(at, step);
        _step = step;
    }

    private TraceNode? NodeOf(Node node) =>
        node == _world.ServerNode ? TraceNode.Server : _numbers.TryGetValue(node, out var worker) ? TraceNode.Worker(worker) : null;
}
