using ActorBackprop.Actors.Messages;
using Akka.Actor;

namespace ActorBackprop.Actors;

/// <summary>
/// Owns only the part it is computing: receives the parameters, has the gradient of its part computed, and sends it. Its supervisor
/// restarts a worker that crashes, as a new incarnation, and the worker registers again.
/// </summary>
public sealed class Worker : UntypedActor, IWithTimers
{
    private static readonly TimeSpan RegisterInterval = TimeSpan.FromSeconds(1);

    private readonly IActorRef _server;
    private readonly IGradientComputation _computation;
    private readonly WorkerId _id;
    private ComputeGradient? _current, _next;
    private TimeSpan _startedAt;
    private long _heard = -1;

    /// <summary>Creates a worker.</summary>
    /// <param name="number">Its number.</param>
    /// <param name="incarnations">Counts its incarnations.</param>
    /// <param name="server">The parameter server or its proxy.</param>
    /// <param name="computation">Computes the gradients.</param>
    public Worker(int number, Incarnations incarnations, IActorRef server, IGradientComputation computation)
    {
        _id = new WorkerId(number, incarnations.Next(number));
        (_server, _computation) = (server, computation);
    }

    /// <summary>Set by Akka.</summary>
    public ITimerScheduler Timers { get; set; } = null!;

    /// <inheritdoc/>
    protected override void PreStart()
    {
        Register();
        Timers.StartPeriodicTimer(nameof(RegisterIfIdle), RegisterIfIdle.Instance, RegisterInterval);
    }

    /// <inheritdoc/>
    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case ComputeGradient work:
                _heard = Math.Max(_heard, work.Minibatch.Step);
                if (_current is null) Start(work);
                else if (!IsSame(_current, work)) _next = work; // only the newest is kept: the server no longer waits for the one before
                break;
            case PartComputed done when ReferenceEquals(done.Work, _current):
                Send(done);
                GoOn();
                break;
            case CancelPart cancel when _current is not null && IsOf(cancel, _current):
                _computation.Cancel(_current);
                GoOn();
                break;
            case CancelPart cancel:
                if (_next is not null && IsOf(cancel, _next)) _next = null;
                break;
            case PartFailed failed when ReferenceEquals(failed.Work, _current):
                throw new PartFailedException($"{_id} failed in step {failed.Work.Minibatch.Step}", failed.Cause);
            case PartComputed or PartFailed: // of an earlier incarnation
                break;
            case RegisterIfIdle:
                if (_current is null) Register();
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void Start(ComputeGradient work)
    {
        _current = work;
        _startedAt = Context.System.Scheduler.HighResMonotonicClock;
        _computation.Start(work, Self);
    }

    private void GoOn()
    {
        (_current, var next, _next) = (null, _next, null);
        if (next is not null) Start(next);
    }

    private void Send(PartComputed done)
    {
        var (work, compute) = (done.Work, Context.System.Scheduler.HighResMonotonicClock - _startedAt);
        _server.Tell(new GradientComputed(work.Run, _id, work.Minibatch.Step, work.Part, work.Version, done.Sums, compute));
    }

    private void Register() => _server.Tell(new RegisterWorker(_id, _heard));

    private static bool IsSame(ComputeGradient one, ComputeGradient other) =>
        one.Run == other.Run && one.Minibatch.Step == other.Minibatch.Step && one.Part == other.Part && one.Version == other.Version;

    private static bool IsOf(CancelPart cancel, ComputeGradient work) =>
        cancel == new CancelPart(work.Run, work.Minibatch.Step, work.Part, work.Version);

    private sealed class RegisterIfIdle
    {
        public static readonly RegisterIfIdle Instance = new();
    }
}
