using System.Globalization;
using System.Text.Json;
using ActorBackprop.Studio.Lens;
using ActorBackprop.Studio.Stages;
using Microsoft.AspNetCore.Http;

namespace ActorBackprop.Studio.Serving;

/// <summary>What the page asks for and what it wants done: JSON to JSON.</summary>
internal sealed class Api(Stage stage)
{
    /// <summary>The longest request.</summary>
    public const int MostBytes = 64 * 1024;

    /// <summary>What is shown.</summary>
    public Stage Stage => stage;

    private static readonly object NothingYet = new { why = "There are no parameters here, or none yet." };

    private readonly BackpropLens _lens = new(stage);
    private readonly TestEvaluation _evaluation = new(stage);

    /// <summary>Has explained and written something once, so that the first who asks does not wait for the compiler.</summary>
    public Task WarmAsync() => Task.Run(async () =>
    {
        var explained = await _lens.ExplainAsync(new LensRequest());
        JsonSerializer.SerializeToUtf8Bytes(explained, Frame.Json);
        return stage.Feed.Newest.Sections.Count; // is written when it is first asked for
    });

    /// <summary>Says why not.</summary>
    public static Task SayAsync(HttpContext context, int status, string why)
    {
        context.Response.StatusCode = status;
        return context.Response.WriteAsJsonAsync(new { why }, Frame.Json);
    }

    /// <summary>Answers a request that was let in.</summary>
    public async Task AnswerAsync(HttpContext context)
    {
        var request = context.Request;
        try
        {
            var answer = (request.Method, request.Path.Value) switch
            {
                ("POST", "/do") => await DoAsync(await ReadAsync<StudioCommand>(request)),
                ("POST", "/explain") => await _lens.ExplainAsync(await ReadAsync<LensRequest>(request)) ?? NothingYet,
                ("POST", "/draw") => await LensImage.ClassifyAsync(stage, await ReadAsync<DrawnDigit>(request)) ?? NothingYet,
                ("GET", "/weights") => await _lens.WeightPicturesAsync(At(request)) ?? NothingYet,
                ("GET", "/evaluation") => await _evaluation.AllAsync(At(request)) ?? NothingYet,
                ("GET", "/levels") => LevelSection.All,
                ("GET", "/moment") => stage.MomentAt(Number(request, "turn")) is { } moment ? Of(moment) : null,
                ("GET", "/cell") => await _evaluation.CellAsync((int)Number(request, "truth"), (int)Number(request, "answer"), At(request))
                    ?? NothingYet,
                _ => null,
            };
            if (answer is null) await SayAsync(context, StatusCodes.Status404NotFound, "There is no such thing here.");
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
            // Whoever asked has left.
        }
    }

    private async Task<object> DoAsync(StudioCommand command) => new { why = await stage.DoAsync(command) };

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
