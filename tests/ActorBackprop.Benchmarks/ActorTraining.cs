using ActorBackprop.Actors;
using ActorBackprop.Actors.InProcess;
using ActorBackprop.Actors.Messages;
using ActorBackprop.Learning.Data;
using ActorBackprop.Learning.Training;
using ActorBackprop.Runs.Training;
using Akka.Actor;

namespace ActorBackprop.Benchmarks;

/// <summary>A training by the real actors as `train` runs it, without evaluation and without a disk.</summary>
internal static class ActorTraining
{
    /// <summary>Trains until somebody has heard enough.</summary>
    /// <param name="plan">What to train.</param>
    /// <param name="data">The samples it trains on.</param>
    /// <param name="workers">By how many workers.</param>
    /// <param name="hear">Gets every fact that the server tells; true ends the training.</param>
    /// <param name="around">Stands in for each worker's computation; null for none.</param>
    public static void Run(TrainingPlan plan, Dataset data, int workers, Func<object, bool> hear, IGradientComputation? around = null)
    {
        using var system = ActorSystem.Create("benchmark", ActorRun.Configure());
        var ended = new TaskCompletionSource<TrainingEnded>(TaskCreationOptions.RunContinuationsAsynchronously);
        var observer = system.ActorOf(Props.Create<Observer>(hear, ended));
        var settings = new ServerSettings
        {
            Run = "benchmark",
            Workers = workers,
            Servers = ActorRun.DefaultServers(plan, workers),
            StepReportInterval = TimeSpan.FromMilliseconds(20),
        };
        InProcessHost.Start(system, settings, new ServerPeers([observer]), plan, data, around: (_, computation) => around ?? computation);
        var end = ended.Task.GetAwaiter().GetResult();
        system.Terminate().Wait();
        if (end.End != TrainingEnd.Stopped) throw new InvalidOperationException($"the training ended by itself: {end.Why}");
    }

    private sealed class Observer(Func<object, bool> hear, TaskCompletionSource<TrainingEnded> ended) : UntypedActor
    {
        private bool _hasHeard;

        protected override void OnReceive(object message)
        {
            if (message is TrainingEnded end) ended.TrySetResult(end);
            else if (!_hasHeard && hear(message))
            {
                _hasHeard = true;
                Sender.Tell(new StopTraining());
            }
        }
    }
}
