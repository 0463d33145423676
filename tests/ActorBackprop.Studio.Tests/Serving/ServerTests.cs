using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using System.Text;
using ActorBackprop.Runs;
using ActorBackprop.Runs.Training;
using ActorBackprop.Studio.Serving;

namespace ActorBackprop.Studio.Tests.Serving;

/// <summary>Which requests the server accepts, by kind and origin.</summary>
public sealed class ServerTests : IAsyncLifetime, IDisposable
{
    private readonly SomeSession _session = new();
    private StudioServer _server = null!;
    private Uri _page = null!;

    private string Origin => _page.GetLeftPart(UriPartial.Authority);

    private string Token => _page.Fragment["#token=".Length..];

    public async Task InitializeAsync()
    {
        _server = await StudioServer.StartAsync(_session, 0, TimeProvider.System);
        _page = new Uri(_server.Url);
    }

    public async Task DisposeAsync() => await _server.DisposeAsync();

    public void Dispose() => _session.Dispose();

    [Fact]
    public async Task The_printed_url_opens_the_page_and_its_token_lets_in()
    {
        using var client = Entered();
        var page = await client.GetAsync("/");
        Assert.Equal((HttpStatusCode.OK, "text/html"), (page.StatusCode, page.Content.Headers.ContentType!.MediaType));
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/levels")).StatusCode);
        var done = await client.SendAsync(Command(HttpMethod.Post, "/do"));
        Assert.Equal((HttpStatusCode.OK, "{\"why\":null}"), (done.StatusCode, await done.Content.ReadAsStringAsync()));
        Assert.Equal(["play"], _session.Wanted);
    }

    [Theory]
    [InlineData(null), InlineData(""), InlineData("Bearer"), InlineData("Bearer wrong"), InlineData("Basic {0}"), InlineData("bearer {0}")]
    [InlineData("Bearer {0}0"), InlineData("Bearer  {0}")]
    public async Task A_client_without_the_token_sees_nothing_of_the_run(string? authorization)
    {
        using var client = new HttpClient { BaseAddress = _page };
        if (authorization is not null)
            client.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", authorization.Replace("{0}", Token, StringComparison.Ordinal));
        foreach (var path in new[] { "/frames", "/levels", "/evaluation", "/weights", "/moment?turn=0", $"/levels?token={Token}" })
            Assert.Equal(HttpStatusCode.Unauthorized, (await client.GetAsync(path)).StatusCode);
        foreach (var path in new[] { "/do", "/explain", "/draw" })
            Assert.Equal(HttpStatusCode.Unauthorized, (await client.SendAsync(Command(HttpMethod.Post, path))).StatusCode);
        Assert.Empty(_session.Wanted);
    }

    [Fact]
    public async Task No_answer_gives_the_token_away_or_sets_a_cookie()
    {
        using var client = Entered();
        foreach (var path in new[] { "/", "/main.js", "/session.js", "/levels", "/nowhere" })
        {
            var answer = await client.GetAsync(path);
            Assert.DoesNotContain(Token, $"{answer.Headers}{await answer.Content.ReadAsStringAsync()}", StringComparison.Ordinal);
            Assert.False(answer.Headers.Contains("Set-Cookie"));
        }
    }

    [Theory]
    [InlineData("evil.example"), InlineData("evil.example:80"), InlineData("localhost.evil.example"), InlineData("127.0.0.1.evil.example:1")]
    [InlineData("10.0.0.1"), InlineData("0.0.0.0")]
    public async Task A_name_that_leads_here_is_not_enough(string host)
    {
        using var client = Entered();
        foreach (var path in new[] { "/", "/frames", "/studio.css", "/do" })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { Host = host } };
            Assert.Equal(HttpStatusCode.MisdirectedRequest, (await client.SendAsync(request)).StatusCode);
        }
    }

    [Theory]
    [InlineData("127.0.0.1:9050"), InlineData("localhost:9050"), InlineData("LOCALHOST"), InlineData("[::1]:9050"), InlineData("127.0.0.1")]
    public async Task The_page_works_through_a_tunnel_from_another_port(string host)
    {
        using var client = Entered();
        using var look = new HttpRequestMessage(HttpMethod.Get, "/levels") { Headers = { Host = host } };
        Assert.Equal(HttpStatusCode.OK, (await client.SendAsync(look)).StatusCode);
        using var act = Command(HttpMethod.Post, "/do");
        (act.Headers.Host, var origin) = (host, $"http://{host}");
        act.Headers.Add("Origin", origin);
        Assert.Equal(HttpStatusCode.OK, (await client.SendAsync(act)).StatusCode);
        Assert.Equal(["play"], _session.Wanted);
    }

    [Fact]
    public async Task Idle_connections_do_not_lock_out_a_browser_with_the_token()
    {
        using var early = Entered();
        Assert.Equal(HttpStatusCode.OK, (await early.GetAsync("/levels")).StatusCode);
        using var stream = await early.GetAsync("/frames", HttpCompletionOption.ResponseHeadersRead);
        List<TcpClient> idle = [];
        try
        {
            for (var i = 0; i < 4 * Connections.Max; i++)
            {
                idle.Add(new TcpClient());
                await idle[^1].ConnectAsync(IPAddress.Loopback, _page.Port);
            }
            using var late = Entered();
            Assert.Equal(HttpStatusCode.OK, (await late.GetAsync("/levels")).StatusCode);
            _session.Show(("still", 1));
            using var lines = new StreamReader(await stream.Content.ReadAsStreamAsync());
            for (string? line = ""; !line.Contains("still", StringComparison.Ordinal);)
            {
                line = await lines.ReadLineAsync().WaitAsync(TimeSpan.FromMinutes(1));
                Assert.NotNull(line);
            }
            await Assert.ThrowsAsync<IOException>(() => idle[0].GetStream().ReadAsync(new byte[1]).AsTask().WaitAsync(TimeSpan.FromMinutes(1)));
        }
        finally
        {
            foreach (var one in idle) one.Dispose();
        }
    }

    [Fact]
    public async Task The_server_uses_the_requested_port_and_refuses_a_used_one()
    {
        var refusal = await Assert.ThrowsAsync<RunException>(() => StudioServer.StartAsync(_session, _page.Port, TimeProvider.System));
        Assert.Equal(ExitCode.Usage, refusal.Code);
        Assert.StartsWith($"Cannot serve the page on 127.0.0.1:{_page.Port}: ", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(RunFault.PortTaken, refusal.Fault);
        await _server.DisposeAsync();
        await using var again = await StudioServer.StartAsync(_session, _page.Port, TimeProvider.System);
        Assert.Equal((_page.Port, false), (new Uri(again.Url).Port, again.Url.Contains(Token, StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Only_the_page_itself_may_send_commands()
    {
        using var client = Entered();
        foreach (var method in new[] { "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "FROB" })
            foreach (var path in new[] { "/", "/do", "/explain", "/draw", "/frames", "/nowhere" })
                foreach (var (name, value) in Foreign())
                {
                    using var request = Command(new HttpMethod(method), path, isForeign: true);
                    if (name is not null) request.Headers.Add(name, value);
                    var status = (await client.SendAsync(request)).StatusCode;
                    Assert.True(status is HttpStatusCode.Forbidden or HttpStatusCode.MethodNotAllowed, $"{method} {path} {name}: {value}: {status}");
                }
        Assert.Empty(_session.Wanted);
    }

    [Theory]
    [InlineData("text/plain"), InlineData("application/x-www-form-urlencoded"), InlineData("multipart/form-data"), InlineData("application/jsonp")]
    public async Task Commands_are_json_which_no_form_can_send(string type)
    {
        using var client = Entered();
        using var request = Command(HttpMethod.Post, "/do", type: type);
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, (await client.SendAsync(request)).StatusCode);
        Assert.Empty(_session.Wanted);
    }

    [Theory]
    [InlineData("/../Guard.cs"), InlineData("/%2e%2e/Guard.cs"), InlineData("/..%5cGuard.cs"), InlineData("/%252e%252e/etc/passwd")]
    [InlineData("//etc/passwd")]
    [InlineData("/index.html%00"), InlineData("/page/index.html"), InlineData("/Main.js"), InlineData("/nowhere")]
    public async Task Only_the_files_of_the_page_are_files(string path)
    {
        using var client = Entered();
        var answer = await client.GetAsync(new Uri(Origin + path, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }));
        Assert.True(answer.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.BadRequest, $"{path}: {answer.StatusCode}");
    }

    [Theory]
    [InlineData("{"), InlineData("[]"), InlineData("null"), InlineData("{\"do\":5}"), InlineData("{\"workers\":\"all\"}")]
    public async Task An_unknown_command_is_a_bad_request(string body)
    {
        using var client = Entered();
        using var request = Command(HttpMethod.Post, "/do", body: body);
        Assert.Equal(HttpStatusCode.BadRequest, (await client.SendAsync(request)).StatusCode);
        Assert.Empty(_session.Wanted);
    }

    [Fact]
    public async Task A_body_that_is_too_long_is_not_read()
    {
        using var client = Entered();
        using var request = Command(HttpMethod.Post, "/do", body: new string(' ', 65 * 1024) + "{\"do\":\"play\"}");
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await client.SendAsync(request)).StatusCode);
        Assert.Empty(_session.Wanted);
    }

    [Fact]
    public async Task Every_answer_says_that_scripts_come_from_here_alone()
    {
        using var client = Entered();
        foreach (var path in new[] { "/", "/studio.css", "/nowhere", "/evaluation" })
        {
            var headers = (await client.GetAsync(path)).Headers;
            var policy = Assert.Single(headers.GetValues("Content-Security-Policy"));
            Assert.StartsWith("default-src 'none'; script-src 'self'; style-src 'self';", policy, StringComparison.Ordinal);
            Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
            Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
            Assert.Equal("nosniff", Assert.Single(headers.GetValues("X-Content-Type-Options")));
            Assert.False(headers.Contains("Access-Control-Allow-Origin"));
        }
    }

    [Fact]
    public void The_server_listens_on_loopback_only()
    {
        var listeners = IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners().Where(listener => listener.Port == _page.Port);
        Assert.All(listeners, listener => Assert.True(IPAddress.IsLoopback(listener.Address), $"{listener}"));
        Assert.NotEmpty(listeners);
    }

    private IEnumerable<(string? Name, string? Value)> Foreign() =>
    [
        (null, null), ("Origin", "http://evil.example"), ("Origin", "null"), ("Origin", $"http://127.0.0.1:{_page.Port + 1}"),
        ("Origin", Origin.Replace("http", "https", StringComparison.Ordinal)),
        ("Sec-Fetch-Site", "cross-site"), ("Sec-Fetch-Site", "same-site"), ("Sec-Fetch-Site", "none"),
    ];

    private HttpClient Entered() => new() { BaseAddress = new Uri(Origin), DefaultRequestHeaders = { Authorization = new("Bearer", Token) } };

    private static HttpRequestMessage Command(HttpMethod method, string path, bool isForeign = false, string type = "application/json",
        string body = "{\"do\":\"play\"}")
    {
        var request = new HttpRequestMessage(method, path) { Content = new StringContent(body, Encoding.UTF8) };
        request.Content.Headers.ContentType = new(type);
        if (!isForeign) request.Headers.Add("Sec-Fetch-Site", "same-origin");
        return request;
    }
}
