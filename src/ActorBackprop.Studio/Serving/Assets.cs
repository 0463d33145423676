using Microsoft.AspNetCore.Http;

namespace ActorBackprop.Studio.Serving;

/// <summary>The files of the page, embedded in the assembly. A request is looked up by its complete name and never joined to a path.</summary>
internal static class Assets
{
    private const string Prefix = "page/", Index = "index.html";

    private static readonly Dictionary<string, string> Types = new()
    {
        [".html"] = "text/html; charset=utf-8",
        [".css"] = "text/css; charset=utf-8",
        [".js"] = "text/javascript; charset=utf-8",
        [".txt"] = "text/plain; charset=utf-8",
        [".svg"] = "image/svg+xml",
    };

    private static readonly Dictionary<string, byte[]> Files = typeof(Assets).Assembly.GetManifestResourceNames()
        .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
        .ToDictionary(name => "/" + name[Prefix.Length..], Read);

    /// <summary>Sends the file of a path; returns whether there is one.</summary>
    public static async Task<bool> TrySendAsync(HttpContext context)
    {
        var path = context.Request.Path.Value is "/" or null ? "/" + Index : context.Request.Path.Value;
        if (!Files.TryGetValue(path, out var bytes)) return false;
        context.Response.ContentType = Types[Path.GetExtension(path)];
        context.Response.ContentLength = bytes.Length;
        if (HttpMethods.IsGet(context.Request.Method)) await context.Response.Body.WriteAsync(bytes, context.RequestAborted);
        return true;
    }

    private static byte[] Read(string name)
    {
        using var stream = typeof(Assets).Assembly.GetManifestResourceStream(name)!;
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return bytes.ToArray();
    }
}
