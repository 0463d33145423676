using ActorBackprop.Actors.Protocol;
using ActorBackprop.Learning.Gradients;
using ActorBackprop.Learning.Training;
using Akka.Actor;
using Akka.TestKit;
using Akka.TestKit.Xunit2;

namespace ActorBackprop.Actors.Tests.Support;

/// <summary>
/// A real parameter server between probes: workers, an observer, an evaluator, a store. Time is a scheduler's that only
/// moves when a test moves it.
/// </summary>
public abstract class FlowTest() : TestKit(Configuration)
{
    private protected const string Run = "the-run";

    private const string Configuration = """
        akka.loglevel = OFF
        akka.stdout-loglevel = OFF
        akka.log-dead-letters = off
        akka.scheduler.implementation = "Akka.TestKit.TestScheduler, Akka.TestKit"
        """;

    private protected TestProbe Observer { get; private set; } = null!;

    private protected TestProbe Evaluator { get; private set; } = null!;

    private protected TestProbe Store { get; private set; } = null!;

    private protected IActorRef Server { get; private set; } = null!;

    private protected TrainingPlan Plan { get; private set; } = null!;

    private protected TestScheduler Time => (TestScheduler)Sys.Scheduler;

    private protected void StartServer(TrainingPlan plan, int workers = 2, TrainingSnapshot? from = null,
        int checkpointEverySteps = 0, bool evaluator = false, bool store = false)
    {
        Plan = plan;
        (Observer, Evaluator, Store) = (CreateTestProbe(), CreateTestProbe(), CreateTestProbe());
        var settings = new ServerSettings
        {
            Run = Run,
            Workers = workers,
            PartTimeout = TimeSpan.FromSeconds(30),
            StepReportInterval = TimeSpan.Zero,
            CheckpointEverySteps = checkpointEverySteps,
        };
        var peers = new ServerPeers([Observer], evaluator ? Evaluator : null, store ? Store : null);
        Server = Sys.ActorOf(Props.Create<ParameterServer>(settings, peers, plan, from!, new GradientBuffers(plan.Network.ParameterLength)));
    }

    /// <summary>A probe that has registered as a worker.</summary>
    private protected TestProbe Join(int number, int incarnation = 1, long heard = -1)
    {
        var worker = CreateTestProbe();
        Register(worker, number, incarnation, heard);
        return worker;
    }

    private protected void Register(TestProbe worker, int number, int incarnation = 1, long heard = -1) =>
        Server.Tell(new RegisterWorker(new WorkerId(number, incarnation), heard), worker);

    /// <summary>What an honest worker answers: the weight's gradient is <paramref name="ofWeight"/> for each microbatch, all others are 0.</summary>
    private protected GradientComputed AnswerTo(ComputeGradient work, int number, int incarnation = 1, float ofWeight = 1) => new(
        work.Run, new WorkerId(number, incarnation), work.Minibatch.Step, work.Part, work.Version,
        [.. work.Part.Nodes(work.Minibatch.Microbatches).Select(node => Sum(node, ofWeight * (node.To - node.From)))], TimeSpan.FromMilliseconds(1));

    private protected NodeSum Sum(TreeNode node, float ofWeight)
    {
        var gradient = new float[Plan.Network.ParameterLength];
        gradient[0] = ofWeight;
        return new NodeSum(node, gradient, Cost: 0.25, Correct: 1);
    }

    private protected void Answer(TestProbe worker, ComputeGradient work, int number, int incarnation = 1, float ofWeight = 1) =>
        Server.Tell(AnswerTo(work, number, incarnation, ofWeight), worker);

    private protected static ComputeGradient Dealt(TestProbe worker) => worker.ExpectMsg<ComputeGradient>();

    /// <summary>The next fact of a kind; those before it are passed over.</summary>
    private protected T Fact<T>() => (T)Observer.FishForMessage(fact => fact is T);

    private protected void Refused(Refusal reason) => Assert.Equal(reason, Fact<GradientRefused>().Reason);

    /// <summary>The server has worked through all it was sent, and sent these probes nothing.</summary>
    private protected void IsSilent(params TestProbe[] probes)
    {
        // Each mailbox is first in, first out: what the server answers to this comes behind all it had to say before.
        var last = CreateTestProbe();
        Server.Tell(new Identify(1), last);
        last.ExpectMsg<ActorIdentity>();
        foreach (var probe in probes) Assert.False(probe.HasMessages, $"{probe} has a message");
    }
}
