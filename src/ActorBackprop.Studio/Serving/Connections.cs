using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;

namespace ActorBackprop.Studio.Serving;

/// <summary>
/// The connections to the page, at most <see cref="Max"/>. Any program on this machine may open one and keep it. When there are too many, the
/// oldest one that has never shown the token is closed, so that idle connections cannot lock out a browser that has the token.
/// </summary>
internal sealed class Connections
{
    /// <summary>The most connections at a time.</summary>
    public const int Max = 64;

    private readonly Lock _lock = new();
    private readonly List<Entry> _open = [];

    /// <summary>Serves a connection until it ends.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="serve">Serves it.</param>
    public async Task ServeAsync(ConnectionContext connection, ConnectionDelegate serve)
    {
        var entry = new Entry(connection);
        connection.Features.Set(entry);
        lock (_lock)
        {
            _open.Add(entry);
            if (_open.Count > Max) Close(_open.Find(one => !one.HasToken) ?? entry);
        }
        try
        {
            await serve(connection);
        }
        finally
        {
            lock (_lock) _open.Remove(entry);
        }
    }

    private void Close(Entry entry)
    {
        _open.Remove(entry);
        entry.Connection.Abort();
    }

    /// <summary>Marks the connection of a request as one that has shown the token, which is kept from now on.</summary>
    public static void Keep(HttpContext context) => context.Features.Get<Entry>()?.HasToken = true;

    private sealed class Entry(ConnectionContext connection)
    {
        public ConnectionContext Connection => connection;

        public bool HasToken { get; set; }
    }
}
