using Akka.Configuration;
using Akka.Dispatch;

namespace ActorBackprop.Cluster.RemoteActors;

/// <summary>
/// Runs actors on threads of its own, but what a wire's receiving thread tells one, on that thread itself: to wake another
/// would take longer than a small step. An actor that runs there and tells several has one of them run there after it and the others
/// on threads meanwhile: the shards of a parameter server, which work at the same time.
/// </summary>
internal sealed class WireDispatcher(MessageDispatcherConfigurator configurator, string id, int throughput, ExecutorServiceFactory executor)
    : Dispatcher(configurator, id, throughput, null, executor, TimeSpan.FromSeconds(1))
{
    // What this thread is to run next; null where it is none of a wire's.
    [ThreadStatic]
    private static Queue<IRunnable>? _here;

    [ThreadStatic]
    private static bool _isRunning;

    /// <summary>From here on this thread runs what it tells.</summary>
    public static void RunHere() => _here ??= [];

    /// <inheritdoc/>
    protected override void ExecuteTask(IRunnable run)
    {
        if (_here is not { Count: 0 } here)
        {
            base.ExecuteTask(run);
            return;
        }
        here.Enqueue(run);
        if (_isRunning) return; // an actor that is running has told another: that one's turn is after it
        _isRunning = true;
        try
        {
            while (here.TryDequeue(out var next)) next.Run();
        }
        finally
        {
            _isRunning = false;
        }
    }
}

/// <summary>Makes it, from Akka's configuration.</summary>
/// <param name="config">The dispatcher's settings: those of the threads, and throughput.</param>
/// <param name="prerequisites">Akka's.</param>
internal sealed class WireDispatcherConfigurator(Config config, IDispatcherPrerequisites prerequisites)
    : MessageDispatcherConfigurator(config, prerequisites)
{
    private WireDispatcher? _dispatcher;

    /// <inheritdoc/>
    public override MessageDispatcher Dispatcher() =>
        _dispatcher ??= new WireDispatcher(this, Config.GetString("id"), Config.GetInt("throughput"), ConfigureExecutor());
}
