using ActorBackprop.VirtualTime.Tests.Support;
using Akka.Actor;

namespace ActorBackprop.VirtualTime.Tests;

/// <summary>Where an await continues that ends in virtual time; <see cref="AwaitTests"/> has those that do not.</summary>
public sealed class AwaitContinuationTests : IDisposable
{
    private readonly World _world = new();

    [Fact]
    public void An_await_that_ends_in_virtual_time_continues_in_the_actor()
    {
        var ready = new TaskCompletionSource<string>();
        var recorder = _world.Recorder(null, "recorder");
        var node = _world.System.AddNode("node");
        var actor = node.ActorOf(Props.Create<Waiter>(ready.Task, recorder), "waiter");
        actor.Tell("first");
        actor.Tell("second");
        _world.At(5, () => ready.SetResult("ready"));
        _world.RunTo(10);
        Assert.Equal([(5, "first ready"), (5, "second ready")], _world.Received.Select(record => (record.At, (string)record.Message)));
    }

    [Fact]
    public void An_await_does_not_continue_in_the_context_of_the_caller()
    {
        var host = new Host();
        var before = SynchronizationContext.Current;
        try
        {
            SynchronizationContext.SetSynchronizationContext(host);
            An_await_that_ends_in_virtual_time_continues_in_the_actor();
            Assert.Same(host, SynchronizationContext.Current);
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(before);
        }
        Assert.Equal(0, host.Posts);
    }

    private sealed class Host : SynchronizationContext
    {
        public int Posts { get; private set; }

        public override void Post(SendOrPostCallback d, object? state)
        {
            Posts++;
            base.Post(d, state);
        }
    }

    private sealed class Waiter : ReceiveActor
    {
        public Waiter(Task<string> ready, IActorRef recorder) => ReceiveAsync<string>(async message =>
        {
            await Task.Yield();
            recorder.Tell($"{message} {await ready}");
        });
    }

    public void Dispose() => _world.Dispose();
}
