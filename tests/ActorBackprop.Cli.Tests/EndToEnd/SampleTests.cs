using System.Diagnostics;

namespace ActorBackprop.Cli.Tests.EndToEnd;

/// <summary>The samples of the documentation, built and run as they are.</summary>
public sealed class SampleTests
{
    [Fact]
    public async Task A_consistency_mode_of_one_s_own_is_one_file_and_trains()
    {
        var start = new ProcessStartInfo("dotnet", ["run", "-c", "Release", Path.Combine(Repository.Root, "docs", "samples", "my-mode.cs")])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();

        Assert.True(process.ExitCode == 0, await output + await errors);
        Assert.Matches(@"^9[0-9]\.[0-9] % after [0-9,]+ steps and [0-9.]+ s of virtual time\s*$", await output);
    }
}
