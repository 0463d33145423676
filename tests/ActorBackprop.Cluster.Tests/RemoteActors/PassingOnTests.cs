using ActorBackprop.Actors.Messages;
using ActorBackprop.Cluster.RemoteActors;
using ActorBackprop.Cluster.Tests.Transport.Support;
using ActorBackprop.Learning.Gradients;
using Akka.Actor;
using Akka.TestKit.Xunit2;

namespace ActorBackprop.Cluster.Tests.RemoteActors;

public sealed class PassingOnTests() : TestKit("akka.loglevel = OFF")
{
    [Fact]
    public void A_worker_proxy_passes_on_parts_and_cancellations()
    {
        using var pair = new LinkPair(Way.Tcp);
        var proxy = new WorkerProxy(TestActor.Path / "worker", Provider, 3, pair.Leader);
        proxy.Tell("anything", TestActor);
        proxy.Tell(new Identify(null), TestActor);
        proxy.Tell(PoisonPill.Instance, TestActor);
        proxy.Tell(new RegisterWorker(new WorkerId(3, 1), -1), TestActor);
        proxy.Tell(pair.Work(2, new Part(0, 1), 2), TestActor);
        var (worker, work) = pair.AtWorker.Next<(int, ComputeGradient)>();
        Assert.Equal((3, 2L, new Part(0, 1)), (worker, work.Minibatch.Step, work.Part));
        var cancel = new CancelPart(work.Run, 2, new Part(0, 1), 2);
        proxy.Tell(cancel, TestActor);
        Assert.Equal((3, cancel), pair.AtWorker.Next<(int, CancelPart)>());
    }

    [Fact]
    public void A_server_proxy_passes_on_registrations_and_gradients_and_adds_the_worker()
    {
        using var pair = new LinkPair(Way.Tcp);
        var here = new LocalWorkers();
        var proxy = new ServerProxy(TestActor.Path / "server", Provider, pair.Worker, here);
        Assert.Equal(ActorRefs.Nobody, here[2]);
        proxy.Tell("anything", TestActor);
        proxy.Tell(new StopTraining(), TestActor); // a worker has no say in that
        proxy.Tell(new RegisterWorker(new WorkerId(2, 7), 5), TestActor);
        Assert.Equal(new RegisterWorker(new WorkerId(2, 7), 5), pair.AtLeader.Next<RegisterWorker>());
        Assert.Equal(TestActor, here[2]);
        Assert.Equal(ActorRefs.Nobody, here[3]);
        pair.Leader.Send(2, pair.Work(1, new Part(0, 2), 1));
        proxy.Tell(pair.Answer(2, pair.AtWorker.Next<(int, ComputeGradient)>().Item2, 4), TestActor);
        Assert.Equal(new Part(0, 2), pair.AtLeader.Next<GradientComputed>().Part);
        var again = CreateTestProbe();
        proxy.Tell(new RegisterWorker(new WorkerId(2, 8), -1), again.Ref);
        Assert.Equal(8, pair.AtLeader.Next<RegisterWorker>().Worker.Incarnation);
        Assert.Equal(again.Ref, here[2]);
    }

    private IActorRefProvider Provider => ((ExtendedActorSystem)Sys).Provider;
}
