using System.Collections.Concurrent;
using ActorBackprop.Actors.InProcess;
using ActorBackprop.Actors.Messages;
using ActorBackprop.Actors.Tests.Support;
using ActorBackprop.Learning.Gradients;
using ActorBackprop.Learning.Sampling;
using Akka.Actor;

namespace ActorBackprop.Actors.Tests.Flows;

/// <summary>A real worker and its computer, on another thread; the test plays the server and the gradient.</summary>
public sealed class CancellingFlow : ServerTest
{
    private readonly SlowGradient _gradient = new();

    protected override void AfterAll()
    {
        _gradient.LetGo();
        base.AfterAll();
    }

    [Fact]
    public void A_part_cancelled_during_its_computation_stops_and_the_next_one_is_computed()
    {
        var worker = StartWorker();
        worker.Tell(OneWeight.Work(step: 0));
        Assert.Equal(0, _gradient.Begun());
        worker.Tell(Cancel(0));
        worker.Tell(OneWeight.Work(step: 1));
        Assert.Equal(1, _gradient.Begun());
        _gradient.LetGo();
        Assert.Equal(1, ExpectMsg<GradientComputed>().Step);
        Assert.Equal([0], _gradient.Left);
    }

    [Fact]
    public void A_part_that_is_cancelled_before_its_turn_comes_is_not_begun()
    {
        var worker = StartWorker();
        _gradient.IsDeaf = true; // it continues with the first one, cancelled or not
        worker.Tell(OneWeight.Work(step: 0));
        Assert.Equal(0, _gradient.Begun());
        worker.Tell(Cancel(0));
        worker.Tell(OneWeight.Work(step: 1));
        worker.Tell(Cancel(1));
        worker.Tell(OneWeight.Work(step: 2));
        Settle(worker);
        _gradient.LetGo();
        Assert.Equal(2, ExpectMsg<GradientComputed>().Step);
        Assert.Equal(2, _gradient.Begun());
        Assert.Equal([1], _gradient.Left);
    }

    [Fact]
    public void A_part_that_fails_on_the_other_thread_crashes_its_worker()
    {
        var worker = StartWorker();
        Watch(worker);
        worker.Tell(OneWeight.Work(step: 0));
        Assert.Equal(0, _gradient.Begun());
        _gradient.Fail(new InvalidOperationException("on purpose"));
        ExpectTerminated(worker);
    }

    [Fact]
    public void A_worker_whose_computer_runs_out_of_memory_is_lost()
    {
        var worker = StartWorker();
        Watch(worker);
        worker.Tell(OneWeight.Work(step: 0));
        Assert.Equal(0, _gradient.Begun());
        _gradient.Fail(new InsufficientMemoryException("on purpose"));
        ExpectTerminated(worker);
    }

    private IActorRef StartWorker()
    {
        var computer = Sys.ActorOf(Props.Create<Computer>(new InlineComputation(_gradient)));
        var worker = Sys.ActorOf(Props.Create<Worker>(0, new Incarnations(), TestActor, new CancellableComputation(computer)));
        ExpectMsg(new RegisterWorker(new WorkerId(0, 1), Heard: -1));
        return worker;
    }

    private static CancelPart Cancel(long step)
    {
        var work = OneWeight.Work(step);
        return new CancelPart(work.Run, step, work.Part, work.Version);
    }

    /// <summary>Computes nothing until it is let go, or its part is cancelled.</summary>
    private sealed class SlowGradient : IPartGradient
    {
        private readonly BlockingCollection<long> _begun = [];
        private readonly TaskCompletionSource _go = new();

        /// <summary>Steps of the parts that were left.</summary>
        public ConcurrentQueue<long> Left { get; } = [];

        public bool IsDeaf { get; set; }

        public NodeSum[] Compute(ReadOnlySpan<float> parameters, Minibatch minibatch, Part part, CancellationToken cancel)
        {
            if (cancel.IsCancellationRequested) Left.Enqueue(minibatch.Step);
            cancel.ThrowIfCancellationRequested();
            _begun.Add(minibatch.Step, CancellationToken.None);
            try
            {
                _go.Task.WaitAsync(IsDeaf ? CancellationToken.None : cancel).GetAwaiter().GetResult();
            }
            catch (OperationCanceledException)
            {
                Left.Enqueue(minibatch.Step);
                throw;
            }
            return [];
        }

        public long Begun()
        {
            Assert.True(_begun.TryTake(out var step, TimeSpan.FromSeconds(20)), "no part was begun");
            return step;
        }

        public void LetGo() => _go.TrySetResult();

        public void Fail(Exception cause) => _go.TrySetException(cause);
    }
}
