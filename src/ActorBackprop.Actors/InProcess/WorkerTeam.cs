using Akka.Actor;

namespace ActorBackprop.Actors.InProcess;

/// <summary>Starts the workers of a process and supervises them: restarts one that crashes, up to a limit.</summary>
public sealed class WorkerTeam : UntypedActor
{
    private readonly int _restarts;

    /// <summary>Starts the workers.</summary>
    /// <param name="restarts">The maximum number of restarts of one worker; at the next crash it stops for good.</param>
    /// <param name="workers">How each worker is made.</param>
    public WorkerTeam(int restarts, IReadOnlyList<Props> workers)
    {
        _restarts = restarts;
        for (var number = 0; number < workers.Count; number++) Context.ActorOf(workers[number], $"worker-{number}");
    }

    /// <inheritdoc/>
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(
        _restarts, Timeout.Infinite, static cause => cause is PartFailedException ? Directive.Restart : Directive.Stop);

    /// <inheritdoc/>
    protected override void OnReceive(object message) => Unhandled(message);
}
