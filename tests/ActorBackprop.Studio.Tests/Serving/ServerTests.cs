using System.Net;
using System.Net.NetworkInformation;
using System.Text;
using ActorBackprop.Studio.Serving;

namespace ActorBackprop.Studio.Tests.Serving;

/// <summary>Who is let in, and who is not: every kind of request from every kind of place.</summary>
public sealed class ServerTests : IAsyncLifetime, IDisposable
{
    private readonly SomeStage _stage = new();
    private StudioServer _server = null!;
    private Uri _page = null!;

    private string Origin => _page.GetLeftPart(UriPartial.Authority);

    public async Task InitializeAsync()
    {
        _server = await StudioServer.StartAsync(_stage, TimeProvider.System);
        _page = new Uri(_server.Url);
    }

    public async Task DisposeAsync() => await _server.DisposeAsync();

    public void Dispose() => _stage.Dispose();

    [Fact]
    public async Task The_printed_url_opens_the_page_and_lets_in()
    {
        using var client = await Entered();
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/studio.css")).StatusCode);
        var done = await client.SendAsync(Command(HttpMethod.Post, "/do"));
        Assert.Equal((HttpStatusCode.OK, "{\"why\":null}"), (done.StatusCode, await done.Content.ReadAsStringAsync()));
        Assert.Equal(["play"], _stage.Wanted);
    }

    [Theory]
    [InlineData("/"), InlineData("/?token=wrong"), InlineData("/?token="), InlineData("/frames"), InlineData("/studio.css"), InlineData("/judgement")]
    public async Task Who_does_not_know_the_token_sees_nothing(string path)
    {
        using var client = new HttpClient { BaseAddress = _page };
        Assert.Equal(HttpStatusCode.Unauthorized, (await client.GetAsync(path)).StatusCode);
        var post = Command(HttpMethod.Post, path);
        Assert.Equal(HttpStatusCode.Unauthorized, (await client.SendAsync(post)).StatusCode);
        Assert.Empty(_stage.Wanted);
    }

    [Theory]
    [InlineData("evil.example"), InlineData("evil.example:80"), InlineData("127.0.0.1"), InlineData("127.0.0.1:1"), InlineData("localhost.evil.example")]
    public async Task A_name_that_leads_here_is_not_enough(string host)
    {
        using var client = await Entered();
        foreach (var path in new[] { "/" + _page.Query, "/frames", "/studio.css", "/do" })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { Host = host } };
            Assert.Equal(HttpStatusCode.MisdirectedRequest, (await client.SendAsync(request)).StatusCode);
        }
    }

    [Fact]
    public async Task Only_the_page_itself_gives_commands_by_whatever_method_and_route()
    {
        using var client = await Entered();
        foreach (var method in new[] { "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "FROB" })
            foreach (var path in new[] { "/", "/do", "/explain", "/draw", "/frames", "/nowhere" })
                foreach (var (name, value) in Foreign())
                {
                    using var request = Command(new HttpMethod(method), path, isForeign: true);
                    if (name is not null) request.Headers.Add(name, value);
                    var status = (await client.SendAsync(request)).StatusCode;
                    Assert.True(status is HttpStatusCode.Forbidden or HttpStatusCode.MethodNotAllowed, $"{method} {path} {name}: {value}: {status}");
                }
        Assert.Empty(_stage.Wanted);
    }

    [Theory]
    [InlineData("text/plain"), InlineData("application/x-www-form-urlencoded"), InlineData("multipart/form-data"), InlineData("application/jsonp")]
    public async Task Commands_are_json_which_no_form_can_send(string type)
    {
        using var client = await Entered();
        using var request = Command(HttpMethod.Post, "/do", type: type);
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, (await client.SendAsync(request)).StatusCode);
        Assert.Empty(_stage.Wanted);
    }

    [Theory]
    [InlineData("/../Guard.cs"), InlineData("/%2e%2e/Guard.cs"), InlineData("/..%5cGuard.cs"), InlineData("/%252e%252e/etc/passwd"), InlineData("//etc/passwd")]
    [InlineData("/index.html%00"), InlineData("/page/index.html"), InlineData("/Main.js"), InlineData("/nowhere")]
    public async Task Only_the_files_of_the_page_are_files(string path)
    {
        using var client = await Entered();
        var answer = await client.GetAsync(new Uri(Origin + path, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }));
        Assert.True(answer.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.BadRequest, $"{path}: {answer.StatusCode}");
    }

    [Theory]
    [InlineData("{"), InlineData("[]"), InlineData("null"), InlineData("{\"do\":5}"), InlineData("{\"workers\":\"all\"}")]
    public async Task What_is_no_command_is_a_bad_request(string body)
    {
        using var client = await Entered();
        using var request = Command(HttpMethod.Post, "/do", body: body);
        Assert.Equal(HttpStatusCode.BadRequest, (await client.SendAsync(request)).StatusCode);
        Assert.Empty(_stage.Wanted);
    }

    [Fact]
    public async Task A_body_that_is_too_long_is_not_read()
    {
        using var client = await Entered();
        using var request = Command(HttpMethod.Post, "/do", body: new string(' ', 65 * 1024) + "{\"do\":\"play\"}");
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await client.SendAsync(request)).StatusCode);
        Assert.Empty(_stage.Wanted);
    }

    [Fact]
    public async Task Every_answer_says_that_scripts_come_from_here_alone()
    {
        using var client = await Entered();
        foreach (var path in new[] { "/", "/studio.css", "/nowhere", "/judgement" })
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
    public async Task The_cookie_is_for_this_page_alone()
    {
        using var client = new HttpClient { BaseAddress = _page };
        var cookie = Assert.Single((await client.GetAsync("/" + _page.Query)).Headers.GetValues("Set-Cookie"));
        Assert.Contains("samesite=strict", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(_page.Query[7..], cookie, StringComparison.Ordinal);
    }

    [Fact]
    public void It_listens_on_this_machine_alone()
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

    private async Task<HttpClient> Entered()
    {
        var client = new HttpClient(new HttpClientHandler { CookieContainer = new CookieContainer() }) { BaseAddress = new Uri(Origin) };
        var page = await client.GetAsync("/" + _page.Query);
        Assert.Equal((HttpStatusCode.OK, "text/html"), (page.StatusCode, page.Content.Headers.ContentType!.MediaType));
        return client;
    }

    private static HttpRequestMessage Command(HttpMethod method, string path, bool isForeign = false, string type = "application/json",
        string body = "{\"do\":\"play\"}")
    {
        var request = new HttpRequestMessage(method, path) { Content = new StringContent(body, Encoding.UTF8) };
        request.Content.Headers.ContentType = new(type);
        if (!isForeign) request.Headers.Add("Sec-Fetch-Site", "same-origin");
        return request;
    }
}
