using System.Diagnostics;

namespace ActorBackprop.Cli.Tests.EndToEnd;

/// <summary>The built program as a process of its own. Whatever a test does, the process ends with this object.</summary>
internal sealed class RunningProgram : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    private readonly Process _process;
    private readonly Task<string> _output, _error;

    private RunningProgram(ProcessStartInfo start)
    {
        _process = Process.Start(start)!;
        _process.StandardInput.Close(); // a terminal there would lend the output its width
        (_output, _error) = (_process.StandardOutput.ReadToEndAsync(), _process.StandardError.ReadToEndAsync());
    }

    /// <summary>The process.</summary>
    public int Id => _process.Id;

    /// <summary>Whether it has ended.</summary>
    public bool HasEnded => _process.HasExited;

    /// <summary>Starts it.</summary>
    /// <param name="arguments">The command line.</param>
    /// <param name="directory">The working directory; null is the tests' own.</param>
    /// <param name="environment">Variables beside the tests' own, of which no setting of the program passes.</param>
    /// <param name="into">A file for its standard output, on systems with a shell; null is the outcome's.</param>
    /// <param name="host">The network namespace that it runs in; null is the tests' own.</param>
    /// <param name="under">A command that becomes the program which follows it; null for none.</param>
    public static RunningProgram Start(IEnumerable<string> arguments, string? directory = null,
        IReadOnlyDictionary<string, string>? environment = null, string? into = null, string? host = null, string[]? under = null)
    {
        var dotnet = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";
        if (host is not null) under = ["ip", "netns", "exec", host];
        var start = new ProcessStartInfo(under?[0] ?? (into is null ? dotnet : "/bin/sh"))
        {
            WorkingDirectory = directory ?? "",
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        if (under is not null)
            foreach (var argument in under[1..].Append(dotnet)) start.ArgumentList.Add(argument);
        else if (into is not null)
            foreach (var argument in new[] { "-c", $"exec \"$0\" \"$@\" > {into}", dotnet }) start.ArgumentList.Add(argument);
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "actorbackprop.dll"));
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("ACTORBP_", StringComparison.OrdinalIgnoreCase)).ToArray())
            start.Environment.Remove(name);
        foreach (var (name, value) in environment ?? new Dictionary<string, string>()) start.Environment[name] = value;
        return new RunningProgram(start);
    }

    /// <summary>SIGKILL, or what comes nearest to it.</summary>
    public void Kill() => _process.Kill();

    /// <summary>Waits for its end.</summary>
    /// <exception cref="TimeoutException">It does not come.</exception>
    public async Task<Outcome> Ended()
    {
        await Task.WhenAll(_output, _error, _process.WaitForExitAsync()).WaitAsync(Limit);
        return new Outcome(_process.ExitCode, await _output, await _error);
    }

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill();
        _process.Dispose();
    }
}
