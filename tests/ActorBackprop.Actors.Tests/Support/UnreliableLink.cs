using ActorBackprop.Actors.Messages;
using Akka.Actor;

namespace ActorBackprop.Actors.Tests.Support;

/// <summary>
/// Stands between a worker and its server. Gradients overtake each other and come twice, parts come twice, all by a seed:
/// what is late goes through its own mailbox so many times first.
/// </summary>
internal sealed class UnreliableLink(IActorRef server, int seed) : UntypedActor
{
    private const int MostHops = 60;

    private readonly Random _random = new(seed);
    private IActorRef _worker = ActorRefs.Nobody;

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case RegisterWorker:
                _worker = Sender;
                server.Tell(message);
                break;
            case ComputeGradient:
                _worker.Tell(message);
                if (_random.Next(4) == 0) Self.Tell(new Late(message, ToServer: false, _random.Next(MostHops)));
                break;
            case GradientComputed:
                Self.Tell(new Late(message, ToServer: true, _random.Next(3) == 0 ? _random.Next(MostHops) : 0));
                if (_random.Next(2) == 0) Self.Tell(new Late(message, ToServer: true, _random.Next(MostHops)));
                break;
            case Late { Hops: > 0 } late:
                Self.Tell(late with { Hops = late.Hops - 1 });
                break;
            case Late late:
                (late.ToServer ? server : _worker).Tell(late.Message);
                break;
        }
    }

    private sealed record Late(object Message, bool ToServer, int Hops);
}
