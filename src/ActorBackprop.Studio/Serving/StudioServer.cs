using System.Net;
using System.Net.Sockets;
using ActorBackprop.Studio.Stages;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace ActorBackprop.Studio.Serving;

/// <summary>Serves the page on this machine, to whoever knows its URL.</summary>
public sealed class StudioServer : IAsyncDisposable
{
    private readonly WebApplication _web;
    private readonly Guard _guard;
    private readonly TimeProvider _clock;
    private volatile Api _api;

    private StudioServer(Stage stage, int port, TimeProvider clock)
    {
        (_clock, _guard, _api) = (clock, new Guard(port), new Api(stage));
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, port);
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxConcurrentConnections = 64;
            kestrel.Limits.MaxRequestBodySize = Api.MostBytes;
            kestrel.Limits.MaxRequestHeadersTotalSize = 32 * 1024;
            kestrel.Limits.KeepAliveTimeout = TimeSpan.FromSeconds(30);
        });
        _web = builder.Build();
        _web.Run(AnswerAsync);
        Url = $"http://127.0.0.1:{port}/?token={_guard.Token}";
    }

    /// <summary>Where the page is, with what lets in.</summary>
    public string Url { get; }

    /// <summary>Begins to serve.</summary>
    /// <param name="stage">What is shown.</param>
    /// <param name="clock">Tells the time.</param>
    /// <exception cref="IOException">Somebody took the port in the same moment.</exception>
    public static async Task<StudioServer> StartAsync(Stage stage, TimeProvider clock)
    {
        var server = new StudioServer(stage, FreePort(), clock);
        await server._web.StartAsync();
        _ = server._api.WarmAsync();
        return server;
    }

    /// <summary>Shows another stage, to whoever looks at the one before, too.</summary>
    public void Show(Stage stage)
    {
        var before = _api.Stage;
        _api = new Api(stage);
        before.Feed.Show(Frame.Empty); // whoever waits for its next frame goes on to the other
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        // Streams do not end by themselves.
        using var now = new CancellationTokenSource(TimeSpan.Zero);
        await _web.StopAsync(now.Token);
        await _web.DisposeAsync();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        Guard.Harden(context.Response.Headers);
        if (_guard.Judge(context) is { } refusal) await Api.SayAsync(context, refusal.Status, refusal.Why);
        else if (context.Request.Path == "/frames" && HttpMethods.IsGet(context.Request.Method))
            await new FrameStream(() => _api.Stage, _clock).SendAsync(context);
        else if (!HttpMethods.IsPost(context.Request.Method) && await Assets.TrySendAsync(context)) return;
        else await _api.AnswerAsync(context);
    }

    // Whoever takes it in between makes the start fail, and is told so: the token and the cookie are bound to a port.
    private static int FreePort()
    {
        using var socket = new TcpListener(IPAddress.Loopback, 0);
        socket.Start();
        return ((IPEndPoint)socket.LocalEndpoint).Port;
    }
}
