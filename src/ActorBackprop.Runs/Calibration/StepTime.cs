using ActorBackprop.Actors;
using ActorBackprop.Actors.InProcess;
using ActorBackprop.Actors.Protocol;
using ActorBackprop.Learning.Gradients;
using ActorBackprop.Learning.Training;
using ActorBackprop.Runs.Training;
using Akka.Actor;

namespace ActorBackprop.Runs.Calibration;

/// <summary>How long a step takes when its gradients are there at once: messages, checks, the average and the optimizer.</summary>
internal static class StepTime
{
    private const int WarmUpSteps = 500, MostSteps = 1_000_000;

    /// <summary>Seconds of a step, by the real actors on the real dispatcher.</summary>
    public static double Measure(TrainingPlan plan, int workers, TimeSpan time, TimeProvider clock)
    {
        Measure(plan, workers, WarmUpSteps, clock);
        var first = Measure(plan, workers, WarmUpSteps, clock);
        var most = Math.Min(MostSteps, int.MaxValue / plan.Minibatch);
        var steps = (int)Math.Clamp(time.TotalSeconds / first, Math.Min(WarmUpSteps, most), most);
        return Measure(plan, workers, steps, clock);
    }

    private static double Measure(TrainingPlan plan, int workers, int steps, TimeProvider clock)
    {
        var empty = plan with { Samples = plan.Minibatch * steps, Epochs = 1, Patience = 0 };
        var buffers = new GradientBuffers(plan.Network.ParameterLength);
        using var system = ActorSystem.Create("calibration", ActorRun.Configure());
        var ended = new TaskCompletionSource<TrainingEnded>(TaskCreationOptions.RunContinuationsAsynchronously);
        var observer = system.ActorOf(Props.Create<Ending>(ended));
        var settings = new ServerSettings { Run = "calibration", Workers = workers };
        var server = system.ActorOf(Props.Create<ParameterServer>(settings, new ServerPeers([observer]), empty, null!, buffers)
            .WithDispatcher(InProcessHost.TrainingDispatcher));
        var incarnations = new Incarnations();
        for (var worker = 0; worker < workers; worker++)
            system.ActorOf(Props.Create<Worker>(worker, incarnations, server, new Prepared(buffers))
                .WithDispatcher(InProcessHost.TrainingDispatcher));
        var statistics = ended.Task.GetAwaiter().GetResult().Statistics;
        system.Terminate().Wait(TimeSpan.FromSeconds(5), CancellationToken.None);
        return statistics.Elapsed.TotalSeconds / steps;
    }

    private sealed class Ending(TaskCompletionSource<TrainingEnded> ended) : UntypedActor
    {
        protected override void OnReceive(object message)
        {
            if (message is TrainingEnded end) ended.TrySetResult(end);
        }
    }

    /// <summary>Answers at once, with zeros that were written once.</summary>
    private sealed class Prepared : IGradientComputation
    {
        private const int Ready = 8;

        private readonly GradientBuffers _buffers;

        public Prepared(GradientBuffers buffers)
        {
            _buffers = buffers;
            foreach (var buffer in Enumerable.Range(0, Ready).Select(_ => buffers.Take()).ToArray())
            {
                buffer.Span.Clear();
                buffers.GiveBack(buffer);
            }
        }

        public void Start(ComputeGradient work, IActorRef replyTo) => replyTo.Tell(new PartComputed(work,
            [.. work.Part.Nodes(work.Minibatch.Microbatches).Select(node => new NodeSum(node, _buffers.Take(), 0, 0))]));
    }
}
