using System.Security.Cryptography;

namespace ActorBackprop.Cluster.Wire.Tcp;

/// <summary>Keys that open one connection each. Which of them a wrong key is near to cannot be told from the time it takes.</summary>
internal sealed class WireKeys
{
    private readonly Lock _gate = new();
    private readonly List<(byte[] Key, Action<Stream> Connected)> _issued = [];

    /// <summary>A new key.</summary>
    /// <param name="connected">Who gets the connection that it opens.</param>
    public byte[] Issue(Action<Stream> connected)
    {
        var key = Greeting.NewKey();
        lock (_gate) _issued.Add((key, connected));
        return [.. key];
    }

    /// <summary>A key opens nothing any more.</summary>
    public void Revoke(ReadOnlySpan<byte> key) => TryUse(key);

    /// <summary>Uses a key up. Null if it was never issued, or is used already.</summary>
    public Action<Stream>? TryUse(ReadOnlySpan<byte> key)
    {
        lock (_gate)
        {
            var found = -1;
            for (var i = 0; i < _issued.Count; i++)
                if (CryptographicOperations.FixedTimeEquals(_issued[i].Key, key)) found = i;
            if (found < 0) return null;
            var connected = _issued[found].Connected;
            _issued.RemoveAt(found);
            return connected;
        }
    }
}
