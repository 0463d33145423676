using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace ActorBackprop.Studio.Serving;

/// <summary>
/// Decides which requests are answered. The browser may have hostile pages open, which can make it send requests here from other origins,
/// or under a host name of theirs that resolves to this machine. Other users of the machine are not trusted either. The token keeps them
/// all out: the page reads it from its URL and sends it in a header, which no other page can make a browser do. A cookie would not help:
/// browsers send it to every port of a host, and so to the server of another user.
/// </summary>
internal sealed class Guard
{
    private const string Json = "application/json", Scheme = "Bearer ";

    /// <summary>Accepted with any port: a tunnel may lead here from another one.</summary>
    private static readonly string[] Hosts = ["127.0.0.1", "localhost", "[::1]"];

    /// <summary>The token in the printed URL; new for each start.</summary>
    public string Token { get; } = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));

    /// <summary>Sets the security headers of an answer.</summary>
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

    /// <summary>Checks the origin and form of a request; returns null, or the status and a sentence that refuse it.</summary>
    public static (int Status, string Why)? Judge(HttpRequest request)
    {
        if (!Hosts.Contains(request.Host.Host, StringComparer.OrdinalIgnoreCase))
            return (StatusCodes.Status421MisdirectedRequest,
                "This page is served under 127.0.0.1 and localhost only; to see it from another machine, forward a port of that machine to it.");
        var isSafe = HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method);
        if (isSafe) return null;
        if (!HttpMethods.IsPost(request.Method)) return (StatusCodes.Status405MethodNotAllowed, "Only GET, HEAD and POST are supported.");
        if (!IsSameOrigin(request)) return (StatusCodes.Status403Forbidden, "Only the page itself may send commands.");
        return (request.ContentType ?? "").Split(';')[0].Trim().Equals(Json, StringComparison.OrdinalIgnoreCase)
            ? null
            : (StatusCodes.Status415UnsupportedMediaType, $"Expected {Json}.");
    }

    /// <summary>Checks the token of a request; returns null, or the status and a sentence that refuse it.</summary>
    public (int Status, string Why)? JudgeToken(HttpRequest request)
    {
        var given = request.Headers.Authorization.ToString();
        var isRight = given.StartsWith(Scheme, StringComparison.Ordinal)
            && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(given[Scheme.Length..]), Encoding.UTF8.GetBytes(Token));
        return isRight
            ? null
            : (StatusCodes.Status401Unauthorized, "Open the page with the complete URL that the program printed, including its token.");
    }

    // Browsers set these headers, and no page can change them. A client that sends neither is not a browser.
    private static bool IsSameOrigin(HttpRequest request)
    {
        var (site, origin) = (request.Headers["Sec-Fetch-Site"].ToString(), request.Headers.Origin.ToString());
        if (origin.Length > 0 && origin != $"http://{request.Host.Value}") return false;
        return site.Length > 0 ? site == "same-origin" : origin.Length > 0;
    }
}
