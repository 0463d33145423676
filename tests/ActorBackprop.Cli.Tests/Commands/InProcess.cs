using ActorBackprop.Runs;

namespace ActorBackprop.Cli.Tests.Commands;

/// <summary>The program in this process: its entry point, its streams caught. One at a time, since there is one console.</summary>
internal static class InProcess
{
    private static readonly Lock OneAtATime = new();

    public static (ExitCode Code, string Output, string Error) Run(params string[] arguments)
    {
        lock (OneAtATime)
        {
            var (output, error) = (Console.Out, Console.Error);
            using StringWriter caught = new(), caughtError = new();
            try
            {
                Console.SetOut(caught);
                Console.SetError(caughtError);
                var code = (int)typeof(Failures).Assembly.EntryPoint!.Invoke(null, [arguments])!;
                return ((ExitCode)code, caught.ToString(), caughtError.ToString());
            }
            finally
            {
                Console.SetOut(output);
                Console.SetError(error);
            }
        }
    }

    /// <summary>Runs what must succeed.</summary>
    public static string Ok(params string[] arguments)
    {
        var (code, output, error) = Run(arguments);
        Assert.True(code == ExitCode.Ok, $"{string.Join(' ', arguments)} ended with {code}: {error}");
        return output;
    }

    /// <summary>Runs what must fail with a code and one sentence.</summary>
    public static string Refusal(ExitCode expected, params string[] arguments)
    {
        var (code, output, error) = Run(arguments);
        Assert.Equal((expected, ""), (code, output));
        return Assert.Single(error.TrimEnd('\n', '\r').Split('\n'));
    }
}
