using System.Text.Json;
using ActorBackprop.Studio.Sessions;
using Microsoft.AspNetCore.Http;

namespace ActorBackprop.Studio.Serving;

/// <summary>
/// Streams frames to one reader: a line of JSON per frame with only the sections that this reader lacks, and an empty line now and then
/// while nothing happens. It serializes no frame while another is being sent, so that a slow reader misses frames and costs no memory.
/// </summary>
/// <param name="current">Returns the session that is shown; when it changes, the stream continues with the new session from its start.</param>
/// <param name="clock">Tells the time.</param>
internal sealed class FrameStream(Func<Session> current, TimeProvider clock)
{
    private const double BytesPerSecond = 200_000;

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(33), Beat = TimeSpan.FromSeconds(10);

    private readonly Dictionary<string, byte[]> _sent = [];
    private readonly Dictionary<string, long> _places = [];

    /// <summary>Streams until the reader leaves.</summary>
    public async Task SendAsync(HttpContext context)
    {
        context.Response.ContentType = "application/x-ndjson";
        try
        {
            while (!context.RequestAborted.IsCancellationRequested) await SendAsync(context, current());
        }
        catch (OperationCanceledException)
        {
            // The page was closed.
        }
    }

    private async Task SendAsync(HttpContext context, Session session)
    {
        var gone = context.RequestAborted;
        _sent.Clear();
        _places.Clear();
        using var reader = session.Feed.Enter();
        for (Frame? shown = null; !gone.IsCancellationRequested && ReferenceEquals(session, current());)
        {
            var frame = session.Feed.Newest;
            var bytes = ReferenceEquals(frame, shown) ? "\n"u8.ToArray() : Line(frame);
            shown = frame;
            await context.Response.Body.WriteAsync(bytes, gone);
            await context.Response.Body.FlushAsync(gone);
            var rest = TimeSpan.FromSeconds(bytes.Length / BytesPerSecond);
            await Task.Delay(rest > Interval ? rest : Interval, clock, gone);
            await Task.WhenAny(session.Feed.After(shown), Task.Delay(Beat, clock, gone));
        }
    }

    private byte[] Line(Frame frame)
    {
        using var bytes = new MemoryStream();
        using (var line = new Utf8JsonWriter(bytes))
        {
            line.WriteStartObject();
            WriteSections(frame, line);
            line.WriteEndObject();
        }
        bytes.Write("\n"u8);
        return bytes.ToArray();
    }

    private void WriteSections(Frame frame, Utf8JsonWriter line)
    {
        foreach (var (name, json) in frame.Sections)
        {
            if (_sent.TryGetValue(name, out var before) && before.AsSpan().SequenceEqual(json)) continue;
            _sent[name] = json;
            line.WritePropertyName(name);
            line.WriteRawValue(json, skipInputValidation: true);
        }
        foreach (var section in frame.Growing)
        {
            var place = _places.GetValueOrDefault(section.Name);
            if (section.After(ref place) is not { } news) continue;
            _places[section.Name] = place;
            line.WritePropertyName(section.Name);
            JsonSerializer.Serialize(line, news, Frame.Json);
        }
    }
}
