using ActorBackprop.Actors;
using ActorBackprop.Actors.InProcess;
using ActorBackprop.Actors.Messages;
using ActorBackprop.Configuration;
using ActorBackprop.Learning.Data;
using ActorBackprop.Learning.Training;
using Akka.Actor;
using Akka.Configuration;

namespace ActorBackprop.Runs.Training;

/// <summary>Trains by actors in this process.</summary>
internal static class ActorRun
{
    /// <summary>The part timeout where a wrapped computation may wait for the user.</summary>
    private static readonly TimeSpan WrappedPartTimeout = TimeSpan.FromDays(7);

    private const int ManyParameters = 150_000;

    /// <summary>Trains to the end.</summary>
    /// <param name="start">The run.</param>
    /// <param name="data">The training samples.</param>
    /// <param name="test">The test images.</param>
    /// <param name="validation">The validation images; null if they are not measured.</param>
    /// <param name="from">The snapshot to continue from; null to begin.</param>
    /// <param name="recorder">Receives all facts.</param>
    /// <param name="stop">Ends the training after the current step, with a checkpoint.</param>
    /// <param name="around">Wraps each worker's computation, which then has no timeout; null for none.</param>
    public static TrainingEnded Execute(RunStart start, Dataset data, Dataset test, Dataset? validation, TrainingSnapshot? from,
        Recorder recorder, CancellationToken stop, Func<int, IGradientComputation, IGradientComputation>? around = null)
    {
        using var system = ActorSystem.Create("actorbackprop", BootstrapSetup.Create().WithConfig(Configure()).And(new RunLogSetup(recorder.Log)));
        var ended = new TaskCompletionSource<TrainingEnded>(TaskCreationOptions.RunContinuationsAsynchronously);
        var observer = system.ActorOf(Props.Create<RecorderActor>(recorder, ended), "recorder");
        var evaluator = system.ActorOf(Props.Create<Evaluator>(start.Plan.Network, test, validation!), "evaluator");
        var settings = ServerSettingsOf(start, start.Settings.Workers);
        if (around is not null) settings = settings with { PartTimeout = WrappedPartTimeout };
        var server = InProcessHost.Start(system, settings, new ServerPeers([observer], evaluator, observer), start.Plan, data, from, around);
        observer.Tell(new RecorderActor.Watch(server));
        using var registration = stop.Register(() => server.Tell(new StopTraining()));
        try
        {
            return EndOf(system, ended.Task);
        }
        finally
        {
            system.Terminate().Wait(TimeSpan.FromSeconds(5), CancellationToken.None);
        }
    }

    /// <summary>Waits for the end of a training; an actor system that ends before is a failure.</summary>
    /// <param name="system">The actor system.</param>
    /// <param name="ended">The end, set by the recorder.</param>
    /// <exception cref="InvalidOperationException">An actor has failed, or the system has ended.</exception>
    public static TrainingEnded EndOf(ActorSystem system, Task<TrainingEnded> ended)
    {
        Task.WaitAny([ended, system.WhenTerminated], CancellationToken.None);
        return ended.IsCompleted
            ? ended.GetAwaiter().GetResult()
            : throw new InvalidOperationException("the actor system has ended before the training; log.jsonl of the run says why");
    }

    /// <summary>Returns the server's settings.</summary>
    /// <param name="start">The run.</param>
    /// <param name="workers">The number of workers in all processes.</param>
    public static ServerSettings ServerSettingsOf(RunStart start, int workers) => new()
    {
        Run = Path.GetFileName(start.Directory),
        Workers = workers,
        Mode = start.Settings.ModeFor(workers),
        CancelParts = start.Settings.CancelParts,
        ReassignDropped = start.Settings.DealDroppedAgain,
        IsStalenessAware = start.Settings.StalenessAware,
        PartTimeout = TimeSpan.FromSeconds(start.Settings.PartTimeoutSeconds),
        CheckpointEverySteps = start.Settings.CheckpointEverySteps,
        Servers = start.Settings.Servers
            ?? (start is { Simulation: null, Cluster: null, IsSynchronous: true } ? DefaultServers(start.Plan, workers) : 1),
    };

    /// <summary>
    /// Returns the default number of parameter servers. The workers wait while the server takes a step, and a second core halves that time; in a
    /// small network the step takes less time than waking another thread.
    /// </summary>
    /// <param name="plan">The plan.</param>
    /// <param name="workers">The number of workers in this process.</param>
    public static int DefaultServers(TrainingPlan plan, int workers) =>
        plan.Network.ParameterCount >= ManyParameters && workers > 1 ? 2 : 1;

    /// <summary>Returns the configuration of Akka for training in this process.</summary>
    public static Config Configure() => ConfigurationFactory.ParseString($$"""
        akka.loggers = ["{{typeof(SerilogForAkka).FullName}}, {{typeof(SerilogForAkka).Assembly.GetName().Name}}"]
        {{InProcessHost.TrainingDispatcher}} {
          type = Dispatcher
          executor = "{{typeof(SpinningExecutorConfigurator).FullName}}, {{typeof(SpinningExecutorConfigurator).Assembly.GetName().Name}}"
          threads = {{Environment.ProcessorCount}}
          spin-microseconds = 50
        }
        """).WithFallback(ConfigurationFactory.ParseString(ConfigFiles.ReadShipped(Path.Combine("akka", "in-process.conf"))));
}
