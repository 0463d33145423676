using Akka.Actor;

namespace ActorBackprop.Cluster.Wire.Chunks;

/// <summary>Receives for a <see cref="ChunkStream"/>, and knows when the actor of the other end is gone.</summary>
internal sealed class ChunkEndpoint(ChunkStream stream) : UntypedActor
{
    /// <inheritdoc/>
    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case WatchPeer peer:
                Context.Watch(peer.Peer);
                break;
            case WireChunk chunk when stream.IsPeer(Sender):
                stream.Receive(chunk);
                break;
            case WireCredit credit when stream.IsPeer(Sender):
                stream.Receive(credit);
                break;
            case Terminated:
                stream.End("the actor at the other end is gone");
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    /// <inheritdoc/>
    protected override void PostStop() => stream.End("its actor has stopped");

    /// <summary>Stream to its own actor: this is the other end.</summary>
    internal sealed record WatchPeer(IActorRef Peer);
}
