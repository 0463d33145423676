using System.Collections.Concurrent;
using ActorBackprop.Actors.InProcess;
using ActorBackprop.Cluster.RemoteActors;
using ActorBackprop.Cluster.Tests.Support;
using Akka.Actor;
using Akka.TestKit.Xunit2;

namespace ActorBackprop.Cluster.Tests.RemoteActors;

public sealed class WireDispatcherTests() : TestKit(ClusterSettings.Quiet)
{
    private readonly BlockingCollection<(string Message, int Thread)> _ran = [];
    private readonly List<IActorRef> _actors = [];

    [Fact]
    public void Messages_of_a_receiving_thread_are_handled_on_that_thread_in_order()
    {
        var (one, other) = (Actor(), Actor());
        var wire = OnWire(() =>
        {
            for (var i = 0; i < 20; i++) (i % 3 == 0 ? one : other).Tell($"{i}");
            Assert.Equal(20, _ran.Count); // before it has gone on
        });
        Assert.Equal(Enumerable.Range(0, 20).Select(i => ($"{i}", wire)), _ran);
    }

    [Fact]
    public void Messages_of_another_thread_are_handled_on_the_pool()
    {
        Actor().Tell("x");
        var (message, thread) = _ran.Take();
        Assert.Equal("x", message);
        Assert.NotEqual(Environment.CurrentManagedThreadId, thread);
    }

    [Fact]
    public void An_actor_told_by_a_running_one_runs_after_it_however_long_the_chain()
    {
        const int Chain = 20000;
        var depth = 0;
        IActorRef[] actors = new IActorRef[2];
        for (var i = 0; i < 2; i++)
        {
            var next = 1 - i;
            actors[i] = Actor(message =>
            {
                Assert.Equal(1, ++depth); // not reentered on this stack
                if (message is int left && left > 0) actors[next].Tell(left - 1);
                depth--;
            });
        }
        var wire = OnWire(() => actors[0].Tell(Chain));
        Assert.Equal(Chain + 1, _ran.Count);
        Assert.All(_ran, ran => Assert.Equal(wire, ran.Thread));
        Assert.Equal("0", _ran.Last().Message);
    }

    [Fact]
    public void One_of_several_receivers_runs_on_the_senders_thread_others_in_parallel()
    {
        using var all = new Barrier(3);
        var (ran, met) = (0, 0);
        IActorRef[] shards = [.. Enumerable.Range(0, 3).Select(_ => Actor(_ =>
        {
            Interlocked.Increment(ref ran);
            if (all.SignalAndWait(TimeSpan.FromSeconds(30))) Interlocked.Increment(ref met); // none waits for another
        }))];
        var server = Actor(_ =>
        {
            foreach (var shard in shards) shard.Tell("step");
        });
        var wire = OnWire(() => server.Tell("gradient"));
        AwaitAssert(() => Assert.Equal((3, 3), (Volatile.Read(ref ran), Volatile.Read(ref met))));
        Assert.Equal(2, _ran.Count(what => what.Thread == wire)); // the server, and one of them
    }

    [Fact]
    public void An_actor_that_fails_does_not_prevent_others_from_running_there()
    {
        var (bad, good) = (Actor(_ => throw new InvalidOperationException("on purpose")), Actor());
        Watch(bad);
        var wire = OnWire(() =>
        {
            bad.Tell("bad");
            good.Tell("good");
        });
        ExpectTerminated(bad); // as the settings that ship have it
        Assert.Equal([("bad", wire), ("good", wire)], _ran);
    }

    [Fact]
    public void An_exception_does_not_stop_the_thread()
    {
        var good = Actor();
        var dispatcher = Sys.Dispatchers.Lookup(InProcessHost.TrainingDispatcher);
        var wire = OnWire(() =>
        {
            Assert.Throws<InvalidOperationException>(() => dispatcher.Schedule(() => throw new InvalidOperationException("on purpose")));
            good.Tell("good");
        });
        Assert.Equal([("good", wire)], _ran);
    }

    private IActorRef Actor(Action<object>? then = null)
    {
        _actors.Add(Sys.ActorOf(Props.Create(() => new Remembers(_ran, then)).WithDispatcher(InProcessHost.TrainingDispatcher)));
        return _actors[^1];
    }

    /// <summary>Does something on a thread like a wire's, and lets nothing of its failure be lost.</summary>
    /// <returns>The thread.</returns>
    private int OnWire(Action action)
    {
        Exception? failure = null;
        var thread = new Thread(() =>
        {
            WireDispatcher.RunHere();
            foreach (var actor in _actors) AwaitIdle(actor);
            failure = Record.Exception(action);
        });
        thread.Start();
        thread.Join();
        Assert.Null(failure);
        return thread.ManagedThreadId;
    }

    /// <summary>An actor that the pool is still at, since it has just been made, has its turn there: until a message runs here.</summary>
    private static void AwaitIdle(IActorRef actor)
    {
        for (var called = new Call(); called.Thread != Environment.CurrentManagedThreadId; Thread.Yield()) actor.Tell(called = new Call());
    }

    private sealed class Call
    {
        public volatile int Thread;
    }

    private sealed class Remembers(BlockingCollection<(string, int)> ran, Action<object>? then) : UntypedActor
    {
        protected override void OnReceive(object message)
        {
            if (message is Call call)
            {
                call.Thread = Environment.CurrentManagedThreadId;
                return;
            }
            ran.Add(($"{message}", Environment.CurrentManagedThreadId));
            then?.Invoke(message);
        }
    }
}
