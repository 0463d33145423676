using Akka.Configuration;
using Akka.Dispatch;

namespace ActorBackprop.Cluster.RemoteActors;

/// <summary>
/// Runs actors on its own threads, except for messages from a receiving thread of a wire, which that thread handles itself: to wake another
/// thread would take longer than a small step. If an actor on a receiving thread sends to several actors, one of them runs there after it
/// and the others run on the dispatcher's threads meanwhile, such as the shards of a parameter server.
/// </summary>
internal sealed class WireDispatcher(MessageDispatcherConfigurator configurator, string id, int throughput, ExecutorServiceFactory executor)
    : Dispatcher(configurator, id, throughput, null, executor, TimeSpan.FromSeconds(1))
{
    // The tasks that this thread runs next; null if it is not a receiving thread.
    [ThreadStatic]
    private static Queue<IRunnable>? _here;

    [ThreadStatic]
    private static bool _isRunning;

    /// <summary>Lets the current thread handle the messages that it sends from now on.</summary>
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
        if (_isRunning) return; // sent by an actor that is running here: handled after it
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

/// <summary>Creates the dispatcher from Akka's configuration.</summary>
/// <param name="config">The dispatcher's settings: its threads and its throughput.</param>
/// <param name="prerequisites">Passed on to Akka.</param>
internal sealed class WireDispatcherConfigurator(Config config, IDispatcherPrerequisites prerequisites)
    : MessageDispatcherConfigurator(config, prerequisites)
{
    private WireDispatcher? _dispatcher;

    /// <inheritdoc/>
    public override MessageDispatcher Dispatcher() =>
        _dispatcher ??= new WireDispatcher(this, Config.GetString("id"), Config.GetInt("throughput"), ConfigureExecutor());
}
