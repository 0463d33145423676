using ActorBackprop.Actors;
using ActorBackprop.Actors.InProcess;
using ActorBackprop.Actors.Messages;
using ActorBackprop.Configuration;
using ActorBackprop.Learning.Data;
using ActorBackprop.Learning.Training;
using Akka.Actor;
using Akka.Configuration;

namespace ActorBackprop.Runs.Training;

/// <summary>Has a training run by actors in this process.</summary>
internal static class ActorRun
{
    /// <summary>For how long somebody may look at one part: nobody's answer is overdue by then.</summary>
    private static readonly TimeSpan LongestLook = TimeSpan.FromDays(7);

    private const int ManyParameters = 150_000;

    /// <summary>Runs it to its end.</summary>
    /// <param name="start">What to train.</param>
    /// <param name="data">The samples it trains on.</param>
    /// <param name="test">The images it is measured on.</param>
    /// <param name="validation">The validation images; null where they are not measured.</param>
    /// <param name="from">Where to go on from; null to begin.</param>
    /// <param name="recorder">Told everything.</param>
    /// <param name="stop">Asks it to end after the current step, with a checkpoint.</param>
    /// <param name="around">Wraps each worker's computation, which then may take its time; null for none.</param>
    public static TrainingEnded Execute(RunStart start, Dataset data, Dataset test, Dataset? validation, TrainingSnapshot? from,
        Recorder recorder, CancellationToken stop, Func<int, IGradientComputation, IGradientComputation>? around = null)
    {
        using var system = ActorSystem.Create("actorbackprop", BootstrapSetup.Create().WithConfig(Configure()).And(new RunLogSetup(recorder.Log)));
        var ended = new TaskCompletionSource<TrainingEnded>(TaskCreationOptions.RunContinuationsAsynchronously);
        var observer = system.ActorOf(Props.Create<RecorderActor>(recorder, ended), "recorder");
        var evaluator = system.ActorOf(Props.Create<Evaluator>(start.Plan.Network, test, validation!), "evaluator");
        var settings = ServerSettingsOf(start, start.Settings.Workers);
        if (around is not null) settings = settings with { PartTimeout = LongestLook };
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

    /// <summary>Waits for a training's end. A system that ends before cannot tell of it any more: that is a failure.</summary>
    /// <param name="system">Where the training runs.</param>
    /// <param name="ended">Its end, as the recorder tells it.</param>
    /// <exception cref="InvalidOperationException">An actor has failed, or the system has ended.</exception>
    public static TrainingEnded EndOf(ActorSystem system, Task<TrainingEnded> ended)
    {
        Task.WaitAny([ended, system.WhenTerminated], CancellationToken.None);
        return ended.IsCompleted
            ? ended.GetAwaiter().GetResult()
            : throw new InvalidOperationException("the actor system has ended before the training; log.jsonl of the run says why");
    }

    /// <summary>What the server is told of a run.</summary>
    /// <param name="start">The run.</param>
    /// <param name="workers">Workers in all its processes.</param>
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
    /// Parameter servers where nobody says otherwise: while they average and step the workers wait, and a second core takes half of
    /// that. In a small network the step is over before another thread has heard of it.
    /// </summary>
    /// <param name="plan">What is trained.</param>
    /// <param name="workers">Workers in this process.</param>
    public static int DefaultServers(TrainingPlan plan, int workers) =>
        plan.Network.ParameterCount >= ManyParameters && workers > 1 ? 2 : 1;

    /// <summary>How Akka is configured for training in this process.</summary>
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
