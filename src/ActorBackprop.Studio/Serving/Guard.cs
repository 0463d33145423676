using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace ActorBackprop.Studio.Serving;

/// <summary>
/// Decides which requests are answered. The page lives in a browser that may have hostile pages open: they can make it send requests here,
/// from other origins, or under a host name of theirs that resolves to this machine. Other users of the machine are not trusted either.
/// The token keeps them all out: the page reads it from its URL and sends it in a header, which no other page can make a browser do. A
/// cookie would not do: browsers send it to every port of a host, so to the server of another user too.
/// </summary>
internal sealed class Guard
{
    private const string Json = "application/json", Scheme = "Bearer ";

    /// <summary>Whatever port: a tunnel may lead here from another one.</summary>
    private static readonly string[] Hosts = ["127.0.0.1", "localhost", "[::1]"];

    /// <summary>What the printed URL lets in with; new with each start.</summary>
    public string Token { get; } = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));

    /// <summary>The headers of every answer.</summary>
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

    /// <summary>Judges where a request comes from, and its form.</summary>
    /// <returns>Null if it may go on; else the status and a sentence.</returns>
    public static (int Status, string Why)? Judge(HttpRequest request)
    {
        if (!Hosts.Contains(request.Host.Host, StringComparer.OrdinalIgnoreCase))
            return (StatusCodes.Status421MisdirectedRequest,
                "This page is served under 127.0.0.1 and localhost only; to see it from another machine, forward a port of that machine to it.");
        var isSafe = HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method);
        if (isSafe) return null;
        if (!HttpMethods.IsPost(request.Method)) return (StatusCodes.Status405MethodNotAllowed, "Only GET, HEAD and POST are known.");
        if (!IsSameOrigin(request)) return (StatusCodes.Status403Forbidden, "Commands are taken from the page itself only.");
        return (request.ContentType ?? "").Split(';')[0].Trim().Equals(Json, StringComparison.OrdinalIgnoreCase)
            ? null
            : (StatusCodes.Status415UnsupportedMediaType, $"Expected {Json}.");
    }

    /// <summary>Whether a request shows the token. Null if so; else the status and a sentence.</summary>
    public (int Status, string Why)? JudgeToken(HttpRequest request)
    {
        var given = request.Headers.Authorization.ToString();
        var isRight = given.StartsWith(Scheme, StringComparison.Ordinal)
            && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(given[Scheme.Length..]), Encoding.UTF8.GetBytes(Token));
        return isRight
            ? null
            : (StatusCodes.Status401Unauthorized, "Open the page with the whole URL that the program printed: it has a token in it.");
    }

    // Either header is the browser's own word, that no page can change. A client that sends neither is not a browser.
    private static bool IsSameOrigin(HttpRequest request)
    {
        var (site, origin) = (request.Headers["Sec-Fetch-Site"].ToString(), request.Headers.Origin.ToString());
        if (origin.Length > 0 && origin != $"http://{request.Host.Value}") return false;
        return site.Length > 0 ? site == "same-origin" : origin.Length > 0;
    }
}
