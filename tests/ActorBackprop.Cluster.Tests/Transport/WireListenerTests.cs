using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using ActorBackprop.Cluster.Tests.Transport.Support;
using ActorBackprop.Cluster.Transport.Tcp;

namespace ActorBackprop.Cluster.Tests.Transport;

public sealed class WireListenerTests : IDisposable
{
    private static readonly IPEndPoint Anywhere = new(IPAddress.Loopback, 0);

    private readonly BlockingCollection<Stream> _connected = [];
    private readonly List<IDisposable> _things = [];

    [Fact]
    public void A_key_opens_one_connection_and_no_second_one()
    {
        var listener = Listen();
        var key = listener.Issue(_connected.Add);
        using var worker = WireConnector.Connect(listener.EndPoint, key);
        AssertConnected(worker);
        Assert.Contains("refused", Assert.Throws<IOException>(() => WireConnector.Connect(listener.EndPoint, key)).Message);
    }

    [Fact]
    public void A_key_that_was_never_issued_opens_none()
    {
        var listener = Listen();
        listener.Issue(_connected.Add);
        Assert.Contains("refused", Assert.Throws<IOException>(() => WireConnector.Connect(listener.EndPoint, new byte[32])).Message);
        Assert.Empty(_connected);
    }

    [Fact]
    public void Each_key_opens_the_connection_that_it_was_issued_for()
    {
        var listener = Listen();
        var opened = new BlockingCollection<int>();
        var keys = Enumerable.Range(0, 5).Select(i => listener.Issue(stream => { _things.Add(stream); opened.Add(i); })).ToArray();
        foreach (var i in new[] { 3, 0, 4, 1, 2 })
        {
            _things.Add(WireConnector.Connect(listener.EndPoint, keys[i]));
            Assert.Equal(i, opened.Take());
        }
    }

    [Fact]
    public void A_silent_connection_is_closed_after_the_patience()
    {
        var listener = Listen(patience: TimeSpan.FromMilliseconds(200));
        using var silent = Connect(listener);
        using var slow = Connect(listener);
        slow.Send("ABPW"u8);
        Assert.Equal(0, silent.Receive(new byte[1]));
        Assert.Equal(0, slow.Receive(new byte[1]));
    }

    [Fact]
    public void The_oldest_of_too_many_connections_without_a_key_is_closed()
    {
        var listener = Listen(patience: TimeSpan.FromMinutes(1));
        var silent = Enumerable.Range(0, WireListener.MaxUnproven).Select(_ => Connect(listener)).ToList();
        using var beyond = Connect(listener);
        Assert.Equal(0, silent[0].Receive(new byte[1]));
        AssertConnected(WireConnector.Connect(listener.EndPoint, listener.Issue(_connected.Add)));
        Assert.Equal(0, silent[1].Receive(new byte[1]));
        Assert.False(silent[2].Poll(0, SelectMode.SelectRead)); // the others are still there
        silent.ForEach(socket => socket.Dispose());
    }

    [Theory, InlineData(false), InlineData(true)]
    public void A_worker_is_admitted_after_many_connections_of_garbage(bool tls)
    {
        var authority = new Certificates();
        var listener = Listen(tls ? authority.Good() : null, TimeSpan.FromMilliseconds(300));
        var random = new Random(3);
        var half = new List<Socket>();
        for (var i = 0; i < 300; i++)
        {
            var socket = Connect(listener);
            try
            {
                var bytes = new byte[random.Next(1, 2000)];
                random.NextBytes(bytes);
                if (i % 4 == 1) "ABPWIRE\n"u8.CopyTo(bytes.Length >= 8 ? bytes : bytes = new byte[8]); // and a version that is none
                if (i % 4 == 2) bytes = [0x16, 3, 1, 255, 255, 255, 255]; // TLS of a huge length
                if (i % 4 != 3) socket.Send(bytes);
            }
            catch (SocketException)
            {
                // closed before it had said all of it
            }
            if (i % 2 == 0) socket.Dispose();
            else half.Add(socket);
        }
        var key = listener.Issue(_connected.Add);
        Stream? worker = null;
        Assert.True(SpinWait.SpinUntil(
            () => (worker = TryConnect(listener, key, tls ? authority.Good() : null)) is not null, TimeSpan.FromSeconds(30)));
        AssertConnected(worker!);
        half.ForEach(socket => socket.Dispose());
    }

    [Fact]
    public void Only_a_valid_certificate_of_the_same_authority_is_admitted()
    {
        var (authority, other) = (new Certificates(), new Certificates());
        var listener = Listen(authority.Good(), TimeSpan.FromSeconds(2));
        var key = listener.Issue(_connected.Add);
        Assert.Throws<IOException>(() => WireConnector.Connect(listener.EndPoint, key));
        Assert.Throws<IOException>(() => WireConnector.Connect(listener.EndPoint, key, other.Good()));
        Assert.Throws<IOException>(() => WireConnector.Connect(listener.EndPoint, key, authority.Of(other)));
        Assert.Throws<IOException>(() => WireConnector.Connect(listener.EndPoint, key, authority.Expired()));
        Assert.Empty(_connected);
        using var worker = WireConnector.Connect(listener.EndPoint, key, authority.Good()); // the key is still unused
        AssertConnected(worker);
    }

    [Fact]
    public void A_worker_connects_only_to_a_certificate_of_its_authority()
    {
        var (authority, other) = (new Certificates(), new Certificates());
        var listener = Listen(other.Of(authority), TimeSpan.FromSeconds(2));
        Assert.Throws<IOException>(() => WireConnector.Connect(listener.EndPoint, listener.Issue(_connected.Add), other.Good()));
        Assert.Empty(_connected);
    }

    public void Dispose()
    {
        foreach (var thing in _things) thing.Dispose();
        foreach (var stream in _connected) stream.Dispose();
    }

    private WireListener Listen(WireTls? tls = null, TimeSpan? patience = null)
    {
        var listener = new WireListener(Anywhere, tls, patience);
        _things.Add(listener);
        return listener;
    }

    private void AssertConnected(Stream worker)
    {
        var leader = _connected.Take();
        worker.Write([42]);
        worker.Flush();
        Assert.Equal(42, leader.ReadByte());
        leader.Write([43]);
        leader.Flush();
        Assert.Equal(43, worker.ReadByte());
        leader.Dispose();
        worker.Dispose();
    }

    private static Stream? TryConnect(WireListener listener, byte[] key, WireTls? tls = null)
    {
        try
        {
            return WireConnector.Connect(listener.EndPoint, key, tls);
        }
        catch (IOException)
        {
            return null; // still too many
        }
    }

    private static Socket Connect(WireListener listener)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { ReceiveTimeout = 20_000 };
        socket.Connect(listener.EndPoint);
        return socket;
    }
}
