using System.Net;
using ActorBackprop.Actors.Messages;
using ActorBackprop.Cluster.Hosts;
using ActorBackprop.Cluster.Membership;
using ActorBackprop.Cluster.Remoting;
using ActorBackprop.Cluster.Tests.Transport.Support;
using ActorBackprop.Cluster.Transport;
using ActorBackprop.Learning.Data;
using ActorBackprop.Learning.Gradients;
using ActorBackprop.Learning.Sampling;
using ActorBackprop.Learning.Training;
using Akka.Actor;
using Akka.TestKit;
using Inbox = ActorBackprop.Cluster.Tests.Transport.Support.Inbox;

namespace ActorBackprop.Cluster.Tests.Membership;

/// <summary>A worker process's joiner connects over loopback; the test plays the gate.</summary>
public sealed class JoinerFlow : IClassFixture<Machines>, IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly Machines _machines;
    private readonly TestProbe _probe;
    private readonly IActorRef _gate;
    private readonly TaskCompletionSource<WorkerOutcome> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private IActorRef _joiner = ActorRefs.Nobody, _started = ActorRefs.Nobody; // as the gate sees it, and as it is
    private LeaderWire? _wire;
    private TrainingPlan _plan = Plans.Small;
    private int _prepared;

    public JoinerFlow(Machines machines)
    {
        (_machines, _probe) = (machines, Machines.Probe(machines.Leader));
        _gate = machines.Leader.ActorOf(Props.Create<PlayedGate>(_probe.Ref), "gate");
    }

    [Fact]
    public void The_process_asks_until_the_gate_answers_and_sends_its_key()
    {
        Start(child: "a key");
        var first = _probe.ExpectMsg<JoinRequest>();
        Assert.Equal((GateSettings.Protocol, SomeGate.Build, Environment.ProcessId, 1, "a key"),
            (first.Protocol, first.Build, first.Process, first.Workers, first.Child));
        Assert.Equal(first, _probe.ExpectMsg<JoinRequest>());
    }

    [Fact]
    public async Task Only_the_first_offer_is_prepared_and_answered()
    {
        Start();
        _joiner = Asked();
        Tell(new JoinOffer("a run", "the first", CancelsParts: false));
        Tell(new JoinOffer("a run", "the second", CancelsParts: false));
        Assert.Equal(SomeGate.Ready, Next<JoinReady>());
        Tell(new TrainingIsOver("it has ended"));
        Assert.Equal(new WorkerOutcome(WorkerEnd.Over, "it has ended", HasMetLeader: true), await Ended());
        Assert.Equal(1, _prepared);
        Assert.DoesNotContain(Rest(), message => message is JoinReady);
    }

    [Fact]
    public async Task Any_failure_to_prepare_the_offer_ends_the_process()
    {
        Start(prepare: _ => throw new InsufficientMemoryException("no memory is left for the images"));
        _joiner = Asked();
        Tell(new JoinOffer("a run", "{}", CancelsParts: false));
        Assert.Equal(new WorkerOutcome(WorkerEnd.Refused, "no memory is left for the images", HasMetLeader: true), await Ended());
    }

    [Fact]
    public async Task A_refusal_ends_the_process_with_the_sentence_of_the_gate()
    {
        Start();
        _joiner = Asked();
        Tell(new JoinRefused("the leader is build a, the worker build b"));
        Assert.Equal(new WorkerOutcome(WorkerEnd.Refused, "the leader is build a, the worker build b"), await Ended());
    }

    [Fact]
    public async Task A_gate_that_stops_ends_the_process()
    {
        Start();
        _joiner = Asked();
        Tell(new JoinOffer("a run", "{}", CancelsParts: false));
        Next<JoinReady>();
        _machines.Leader.Stop(_gate);
        Assert.Equal(WorkerEnd.LeaderLost, (await Ended()).End);
    }

    [Fact]
    public async Task A_closed_wire_is_not_a_loss_if_the_training_is_over()
    {
        var (link, _) = await Joined();
        link.Dispose();
        Tell(new TrainingIsOver("it has completed"));
        Assert.Equal(new WorkerOutcome(WorkerEnd.Over, "it has completed", HasMetLeader: true), await Ended());
    }

    [Fact]
    public async Task A_closed_wire_ends_the_process()
    {
        (await Joined()).Link.Dispose();
        var outcome = await Ended();
        Assert.Equal(WorkerEnd.LeaderLost, outcome.End);
        Assert.StartsWith("the leader is gone: ", outcome.Why, StringComparison.Ordinal);
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task A_cancelled_part_is_not_computed_if_the_offer_announces_cancelling(bool cancels)
    {
        // Seconds for the whole minibatch, in passes of a fraction of it.
        var samples = cancels ? 60_000 : 6_000;
        _plan = Plans.Of(512, 512, 10) with { Samples = samples, Minibatch = samples, Microbatch = 100 };
        var (link, inbox) = await Joined(cancels);
        using (link)
        {
            var (slow, quick) = (Work(new Part(0, samples / 100)), Work(new Part(0, 1)));
            link.Send(0, slow);
            Assert.True(SpinWait.SpinUntil(() => _wire!.BytesDownwards > 0, Patience)); // else it would be discarded here
            link.Send(0, new CancelPart(slow.Run, 0, slow.Part, 0));
            link.Send(0, quick);
            var answer = inbox.Next<GradientComputed>();
            Assert.Equal(cancels ? quick.Part : slow.Part, answer.Part);
            Assert.Equal(_plan.Network.ParameterLength, answer.Sums[0].Gradient.Length);
        }
    }

    [Fact]
    public async Task The_process_gives_up_if_the_leader_does_not_answer_in_time()
    {
        _machines.Leader.Stop(_gate);
        Start(patience: TimeSpan.FromMilliseconds(300));
        Assert.Equal(WorkerEnd.LeaderLost, (await Ended()).End);
    }

    [Fact]
    public async Task A_leader_with_another_token_ends_the_process_at_once_with_the_reason()
    {
        using var stranger = ClusterSystem.Start(Support.ClusterSettings.Quiet, "127.0.0.1", 0, "another token", tls: null);
        Start(stranger);
        Assert.Equal(new WorkerOutcome(WorkerEnd.Refused, new WrongTokenException().Message), await Ended());
        _started = ActorRefs.Nobody; // it ends with its system
    }

    [Fact]
    public async Task A_leader_with_another_address_ends_the_process_at_once_with_both_addresses()
    {
        var port = ClusterSystem.AddressOf(_machines.Far).Port!.Value;
        Start(leader: ClusterSystem.LeaderAt("127.0.0.1", port, tls: null));
        var outcome = await Ended();
        Assert.Equal((WorkerEnd.NoLeader, false), (outcome.End, outcome.HasMetLeader));
        Assert.StartsWith($"the leader at 127.0.0.1:{port} calls itself localhost:{port} and answers to that address only", outcome.Why,
            StringComparison.Ordinal);
    }

    public void Dispose()
    {
        if (!_started.IsNobody()) _started.GracefulStop(Patience).Wait(); // otherwise it would ask the gate of the next test
        _gate.GracefulStop(Patience).Wait();
        _wire?.Dispose();
    }

    private void Start(ActorSystem? system = null, string? child = null, TimeSpan? patience = null, Func<JoinOffer, Preparation>? prepare = null,
        Address? leader = null)
    {
        var settings = new JoinSettings
        {
            Leader = leader ?? ClusterSystem.AddressOf(_machines.Leader),
            Workers = 1,
            Build = SomeGate.Build,
            Child = child,
            Patience = patience ?? Patience,
            Prepare = prepare ?? Prepare,
        };
        _started = (system ?? _machines.Near).ActorOf(
            Props.Create<Joiner>(settings, (Action<WorkerOutcome>)(outcome => _ended.TrySetResult(outcome))));
    }

    private Preparation Prepare(JoinOffer offer)
    {
        Interlocked.Increment(ref _prepared);
        var pixels = _plan.Network.Inputs;
        var data = new Dataset(new byte[_plan.Samples * pixels], new byte[_plan.Samples], pixels, 1, _plan.Network.Outputs);
        return new Preparation(_plan, data, SomeGate.Configuration, SomeGate.Data);
    }

    /// <summary>It has asked.</summary>
    private IActorRef Asked()
    {
        _probe.ExpectMsg<JoinRequest>();
        return _probe.LastSender;
    }

    /// <summary>It has opened its wire, and its worker has registered.</summary>
    /// <returns>The leader's end of the wire.</returns>
    private async Task<(LeaderLink Link, Inbox Inbox)> Joined(bool cancels = false)
    {
        _wire = new LeaderWire(new WireContract("a run", _plan), new IPEndPoint(IPAddress.Loopback, 0), tls: null, forced: null);
        var opened = new TaskCompletionSource<Stream>(TaskCreationOptions.RunContinuationsAsynchronously);
        Start();
        _joiner = Asked();
        Tell(new JoinOffer("a run", "{}", cancels));
        Next<JoinReady>();
        Tell(new JoinAccepted([new WorkerId(0, 1)], null, _wire.Port, _wire.Issue(opened.SetResult)));
        var inbox = new Inbox();
        var link = _wire.Link(await opened.Task.WaitAsync(Patience), null, inbox.OfLeader);
        inbox.Next<Actors.Messages.RegisterWorker>();
        return (link, inbox);
    }

    private ComputeGradient Work(Part part) => new("a run", Minibatch.Of(_plan, 0), part, 0, new float[_plan.Network.ParameterLength]);

    private void Tell(object message) => _joiner.Tell(message, _gate);

    private Task<WorkerOutcome> Ended() => _ended.Task.WaitAsync(Patience);

    /// <summary>The next message that is not another request.</summary>
    private T Next<T>() => Assert.IsType<T>(_probe.FishForMessage(message => message is not JoinRequest, Patience));

    private List<object> Rest()
    {
        var rest = new List<object>();
        while (_probe.HasMessages) rest.Add(_probe.ReceiveOne());
        return rest;
    }

    /// <summary>Passes everything on to the test.</summary>
    private sealed class PlayedGate(IActorRef test) : UntypedActor
    {
        protected override void OnReceive(object message) => test.Forward(message);
    }
}
