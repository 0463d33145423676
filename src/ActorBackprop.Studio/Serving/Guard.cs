using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace ActorBackprop.Studio.Serving;

/// <summary>
/// Who is let in. The page lives in a browser that may have hostile pages open: they can make it send requests here, from
/// other origins, or from a name of theirs that leads here. The user beside whom it runs is trusted, others on the machine
/// are not: they do not know the token.
/// </summary>
/// <param name="port">Where the page is served.</param>
internal sealed class Guard(int port)
{
    private const string Json = "application/json";

    /// <summary>Browsers keep cookies by host, not by port: two studios at once must not take each other's.</summary>
    private readonly string _cookie = $"studio-{port}";

    private readonly string[] _hosts = [$"127.0.0.1:{port}", $"localhost:{port}", $"[::1]:{port}"];

    private readonly string _session = Secret();

    /// <summary>What the printed URL lets in with.</summary>
    public string Token { get; } = Secret();

    /// <summary>What is said to every answer.</summary>
    public static void Harden(IHeaderDictionary headers)
    {
        headers.ContentSecurityPolicy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
            + "frame-ancestors 'none'; base-uri 'none'; form-action 'none'";
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers.CacheControl = "no-store";
    }

    /// <summary>Judges a request.</summary>
    /// <returns>Null if it may go on; else the status and a sentence.</returns>
    public (int Status, string Why)? Judge(HttpContext context)
    {
        var request = context.Request;
        if (!_hosts.Contains(request.Host.Value, StringComparer.OrdinalIgnoreCase))
            return (StatusCodes.Status421MisdirectedRequest, "This page is served to 127.0.0.1 and localhost only.");
        var isSafe = HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method);
        if (!isSafe && !HttpMethods.IsPost(request.Method)) return (StatusCodes.Status405MethodNotAllowed, "Only GET, HEAD and POST are known.");
        if (!isSafe && !IsSameOrigin(request)) return (StatusCodes.Status403Forbidden, "Commands are taken from the page itself only.");
        if (isSafe && request.Path == "/" && IsEqual(request.Query["token"], Token)) LetIn(context);
        else if (!IsEqual(request.Cookies[_cookie], _session))
            return (StatusCodes.Status401Unauthorized, "Open the page with the whole URL that the program printed: it has a token in it.");
        if (!isSafe && !(request.ContentType ?? "").Split(';')[0].Trim().Equals(Json, StringComparison.OrdinalIgnoreCase))
            return (StatusCodes.Status415UnsupportedMediaType, $"Expected {Json}.");
        return null;
    }

    // Either header is the browser's own word, that no page can change. Who sends neither is no browser, and has no business here.
    private static bool IsSameOrigin(HttpRequest request)
    {
        var (site, origin) = (request.Headers["Sec-Fetch-Site"].ToString(), request.Headers.Origin.ToString());
        if (origin.Length > 0 && origin != $"http://{request.Host.Value}") return false;
        return site.Length > 0 ? site == "same-origin" : origin.Length > 0;
    }

    private void LetIn(HttpContext context) => context.Response.Cookies.Append(
        _cookie, _session, new CookieOptions { HttpOnly = true, SameSite = SameSiteMode.Strict, Path = "/", IsEssential = true });

    private static bool IsEqual(string? given, string secret) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(given ?? ""), Encoding.UTF8.GetBytes(secret));

    private static string Secret() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
}
