using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.StaticFiles;

namespace ActorBackprop.Studio.Serving;

/// <summary>The files of the page, embedded in the assembly. A request is looked up by its complete name and never joined to a path.</summary>
internal static class Assets
{
    private const string Prefix = "page/", Index = "index.html";

    private static readonly FileExtensionContentTypeProvider Types = new();

    private static readonly Dictionary<string, byte[]> Files = typeof(Assets).Assembly.GetManifestResourceNames()
        .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
        .ToDictionary(name => "/" + name[Prefix.Length..], Read);

    /// <summary>Sends the file of a path; returns whether there is one.</summary>
    public static async Task<bool> TrySendAsync(HttpContext context)
    {
        var path = context.Request.Path.Value is "/" or null ? "/" + Index : context.Request.Path.Value;
        if (!Files.TryGetValue(path, out var bytes)) return false;
        context.Response.ContentType = Types.Mappings[Path.GetExtension(path)];
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
