using System.Globalization;
using System.Text.Json;
using ActorBackprop.Studio.Lens;
using ActorBackprop.Studio.Sessions;
using Microsoft.AspNetCore.Http;

namespace ActorBackprop.Studio.Serving;

/// <summary>Answers the requests of the page, JSON to JSON.</summary>
internal sealed class Api(Session session)
{
    /// <summary>The size of the longest request.</summary>
    public const int MaxBytes = 64 * 1024;

    /// <summary>The session that is shown.</summary>
    public Session Session => session;

    private static readonly object NothingYet = new { why = "There are no parameters yet, or this run has none." };

    private readonly BackpropLens _lens = new(session);
    private readonly TestEvaluation _evaluation = new(session);

    /// <summary>Explains and serializes something once, so that the first request does not wait for the JIT compiler.</summary>
    public Task WarmAsync() => Task.Run(async () =>
    {
        var explained = await _lens.ExplainAsync(new LensRequest());
        JsonSerializer.SerializeToUtf8Bytes(explained, Frame.Json);
        return session.Feed.Newest.Sections.Count; // serializes the frame
    });

    /// <summary>Answers with an error.</summary>
    public static Task SayAsync(HttpContext context, int status, string why)
    {
        context.Response.StatusCode = status;
        return context.Response.WriteAsJsonAsync(new { why }, Frame.Json);
    }

    /// <summary>Answers a request that has shown the token.</summary>
    public async Task AnswerAsync(HttpContext context)
    {
        var request = context.Request;
        try
        {
            var answer = (request.Method, request.Path.Value) switch
            {
                ("POST", "/do") => await DoAsync(await ReadAsync<StudioCommand>(request)),
                ("POST", "/explain") => await _lens.ExplainAsync(await ReadAsync<LensRequest>(request)) ?? NothingYet,
                ("POST", "/draw") => await LensImage.ClassifyAsync(session, await ReadAsync<DrawnDigit>(request)) ?? NothingYet,
                ("GET", "/weights") => await _lens.WeightPicturesAsync(At(request)) ?? NothingYet,
                ("GET", "/evaluation") => await _evaluation.AllAsync(At(request)) ?? NothingYet,
                ("GET", "/levels") => LevelSection.All,
                ("GET", "/moment") => session.MomentAt(Number(request, "turn")) is { } moment ? Of(moment) : null,
                ("GET", "/cell") => await _evaluation.CellAsync((int)Number(request, "truth"), (int)Number(request, "answer"), At(request))
                    ?? NothingYet,
                _ => null,
            };
            if (answer is null) await SayAsync(context, StatusCodes.Status404NotFound, "Not found.");
            else await context.Response.WriteAsJsonAsync(answer, Frame.Json, context.RequestAborted);
        }
        catch (BadHttpRequestException cause)
        {
            await SayAsync(context, cause.StatusCode, cause.Message);
        }
        catch (Exception cause) when (cause is JsonException or FormatException)
        {
            await SayAsync(context, StatusCodes.Status400BadRequest, cause.Message);
        }
        catch (InvalidOperationException cause)
        {
            await SayAsync(context, StatusCodes.Status503ServiceUnavailable, cause.Message);
        }
        catch (OperationCanceledException)
        {
            // The client has disconnected.
        }
    }

    private async Task<object> DoAsync(StudioCommand command) => new { why = await session.DoAsync(command) };

    private static async Task<T> ReadAsync<T>(HttpRequest request) =>
        await JsonSerializer.DeserializeAsync<T>(request.Body, Frame.Json, request.HttpContext.RequestAborted)
        ?? throw new JsonException("expected an object, found null");

    private static Dictionary<string, object?> Of(Moment moment)
    {
        var sections = moment.Sections.ToDictionary(one => one.Name, one => one.Content);
        sections["turn"] = moment.Place.Turn;
        return sections;
    }

    private static long? At(HttpRequest request) => request.Query.ContainsKey("at") ? Number(request, "at") : null;

    private static long Number(HttpRequest request, string name) =>
        long.TryParse(request.Query[name], NumberStyles.Integer, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new FormatException($"{name}: expected a number");
}
