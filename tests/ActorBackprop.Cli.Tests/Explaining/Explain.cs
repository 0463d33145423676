using System.CommandLine;
using System.Text.Json;
using ActorBackprop.Cli.Commands;

namespace ActorBackprop.Cli.Tests.Explaining;

/// <summary>Runs the explain command in this process.</summary>
internal static class Explain
{
    /// <summary>The chain of single neurons that is worked out by hand elsewhere.</summary>
    public static readonly string[] Chain =
        ["--layers", "1,1,1,1", "--input", "0.5", "--target", "1", "--weights", "0.8,0.1,-1.5,0.4,2,-0.3"];

    /// <summary>The exit code, and what went to standard output or, where it failed, the one sentence.</summary>
    public static (int Code, string Text) Run(params IEnumerable<string> arguments)
    {
        var parsed = new RootCommand { ExplainCommand.Create() }.Parse(["explain", .. arguments]);
        Assert.Empty(parsed.Errors);
        using var output = new StringWriter();
        string? sentence = null;
        var code = Failures.Guard(() =>
        {
            try
            {
                return parsed.Invoke(new InvocationConfiguration
                {
                    EnableDefaultExceptionHandler = false,
                    Output = output,
                    Error = output,
                });
            }
            catch (Exception e)
            {
                sentence = e.Message;
                throw;
            }
        });
        return (code, sentence ?? output.ToString());
    }

    public static string Text(params IEnumerable<string> arguments)
    {
        var (code, text) = Run(arguments);
        Assert.True(code == 0, text);
        return text;
    }

    public static JsonElement Json(params IEnumerable<string> arguments) =>
        JsonDocument.Parse(Text([.. arguments, "--json"])).RootElement;

    public static double[] Numbers(this JsonElement array) => [.. array.EnumerateArray().Select(number => number.GetDouble())];

    public static double[][] Rows(this JsonElement array) => [.. array.EnumerateArray().Select(Numbers)];
}
