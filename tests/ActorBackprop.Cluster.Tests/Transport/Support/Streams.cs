using System.Net;
using ActorBackprop.Cluster.Transport.Tcp;

namespace ActorBackprop.Cluster.Tests.Transport.Support;

/// <summary>Both ends of a connection over loopback.</summary>
internal static class Streams
{
    private static readonly Lazy<Certificates> Authority = new(() => new Certificates());

    /// <summary>Returns the two ends of a new connection.</summary>
    public static (Stream Leader, Stream Worker) Connect(bool tls)
    {
        var at = new TaskCompletionSource<Stream>();
        using var listener = new WireListener(new IPEndPoint(IPAddress.Loopback, 0), tls ? Authority.Value.Good() : null);
        var key = listener.Issue(at.SetResult);
        var worker = WireConnector.Connect(listener.EndPoint, key, tls ? Authority.Value.Good() : null);
        return (at.Task.GetAwaiter().GetResult(), worker);
    }
}
