using ActorBackprop.Actors.Messages;
using ActorBackprop.Learning.Gradients;
using Akka.Actor;
using Akka.TestKit;

namespace ActorBackprop.Actors.Tests.Support;

/// <summary>A worker that the test plays, message by message.</summary>
internal sealed class PlayedWorker(TestProbe probe, IActorRef server, WorkerId id)
{
    public WorkerId Id => id;

    public IActorRef Actor => probe.Ref;

    /// <summary>The next incarnation of the same worker, with the same actor.</summary>
    public PlayedWorker Restarted() => new(probe, server, id with { Incarnation = id.Incarnation + 1 });

    public PlayedWorker Registers(long heard = -1)
    {
        server.Tell(new RegisterWorker(id, heard), probe.Ref);
        return this;
    }

    public ComputeGradient Gets() => probe.ExpectMsg<ComputeGradient>();

    public ComputeGradient Gets(long step, int from, int to) => Gets(step, new Part(from, to));

    public ComputeGradient Gets(long step, Part part)
    {
        var work = Gets();
        Assert.Equal((step, step, part), (work.Minibatch.Step, work.Version, work.Part));
        return work;
    }

    /// <summary>
    /// Nothing has been sent to it that it has not got yet. No waiting: the server, which has to be alive, answers this
    /// question behind all it had to say before.
    /// </summary>
    public void GetsNothing()
    {
        server.Tell(new Identify(null), probe.Ref);
        ServerTest.AssertIsAlive(probe.ReceiveOne());
    }

    /// <summary>Returns all messages that it has been sent and has not read yet.</summary>
    public IEnumerable<object> GetsAll()
    {
        server.Tell(new Identify(null), probe.Ref);
        for (var message = probe.ReceiveOne(); message is not ActorIdentity; message = probe.ReceiveOne()) yield return message;
    }

    /// <summary>Returns the message that cancels its part.</summary>
    public CancelPart IsCancelled() => probe.ExpectMsg<CancelPart>();

    public void Answers(ComputeGradient work, float dw = 0, float db = 0) => Sends(OneWeight.Answer(work, id, dw, db));

    public void Sends(GradientComputed gradient) => server.Tell(gradient, probe.Ref);
}
