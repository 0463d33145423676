using System.Net;
using ActorBackprop.Runs;
using ActorBackprop.Runs.Training;
using ActorBackprop.Studio.Sessions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace ActorBackprop.Studio.Serving;

/// <summary>Serves the page on this machine. Anyone who reaches the server may read its files; the session needs the token of the URL.</summary>
public sealed class StudioServer : IAsyncDisposable
{
    private readonly WebApplication _web;
    private readonly Guard _guard = new();
    private readonly Connections _connections = new();
    private readonly TimeProvider _clock;
    private volatile Api _api;

    private StudioServer(Session session, int port, TimeProvider clock)
    {
        (_clock, _api) = (clock, new Api(session));
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, port, listen => listen.Use(next => connection => _connections.ServeAsync(connection, next)));
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = Api.MaxBytes;
            kestrel.Limits.MaxRequestHeadersTotalSize = 32 * 1024;
            kestrel.Limits.KeepAliveTimeout = TimeSpan.FromSeconds(30);
        });
        _web = builder.Build();
        _web.Run(AnswerAsync);
    }

    /// <summary>The URL of the page, with the token after the #, a part that browsers do not send to servers.</summary>
    public string Url => $"{Address}/#token={_guard.Token}";

    private string Address => _web.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();

    /// <summary>Starts a server.</summary>
    /// <param name="session">The session to show.</param>
    /// <param name="port">The port on 127.0.0.1; 0 for any free port.</param>
    /// <param name="clock">Tells the time.</param>
    /// <exception cref="RunException">The port is in use, or the system refuses.</exception>
    public static async Task<StudioServer> StartAsync(Session session, int port, TimeProvider clock)
    {
        var server = new StudioServer(session, port, clock);
        try
        {
            await server._web.StartAsync();
        }
        catch (Exception cause) when (cause is IOException or System.Net.Sockets.SocketException)
        {
            await server._web.DisposeAsync();
            throw new RunException(ExitCode.Usage, $"Cannot serve the page on 127.0.0.1:{port}: "
                + $"{(cause.GetBaseException() ?? cause).Message.TrimEnd('.')}.", RunFault.PortTaken);
        }
        _ = server._api.WarmAsync();
        return server;
    }

    /// <summary>Shows another session, on open pages too.</summary>
    public void Show(Session session)
    {
        var before = _api.Session;
        _api = new Api(session);
        before.Feed.Show(Frame.Empty); // wakes its readers, which then continue with the new session
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        // Streams do not end on their own.
        using var now = new CancellationTokenSource(TimeSpan.Zero);
        await _web.StopAsync(now.Token);
        await _web.DisposeAsync();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var request = context.Request;
        Guard.Harden(context.Response.Headers);
        if (Guard.Judge(request) is { } refusal) await Api.SayAsync(context, refusal.Status, refusal.Why);
        else if (!HttpMethods.IsPost(request.Method) && await Assets.TrySendAsync(context)) return;
        else if (_guard.JudgeToken(request) is { } stranger) await Api.SayAsync(context, stranger.Status, stranger.Why);
        else await LetInAsync(context);
    }

    private Task LetInAsync(HttpContext context)
    {
        Connections.Keep(context);
        return context.Request.Path == "/frames" && HttpMethods.IsGet(context.Request.Method)
            ? new FrameStream(() => _api.Session, _clock).SendAsync(context)
            : _api.AnswerAsync(context);
    }
}
