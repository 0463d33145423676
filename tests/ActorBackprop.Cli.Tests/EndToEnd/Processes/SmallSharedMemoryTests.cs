using ActorBackprop.Runs;
using ActorBackprop.Testing;

namespace ActorBackprop.Cli.Tests.EndToEnd.Processes;

/// <summary>The shared memory has room for the parameters, and none for the gradients.</summary>
[Trait("Category", "Long")]
[Collection(nameof(ManyProcesses))]
public sealed class SmallSharedMemoryTests(SmallDigits digits) : IClassFixture<SmallDigits>
{
    private const string Why = "he parameters are shared, but the gradients of 1 worker cannot be: /dev/shm is full: ";

    [SmallSharedMemoryFact]
    public async Task The_run_says_which_half_does_not_fit_and_takes_TCP()
    {
        var outcome = await Run("small", "--processes 2");
        Assert.True(outcome.ExitCode == 0, outcome.Error);
        Assert.Equal(2, outcome.Error.Split('\n').Count(line => line.Contains($"sends its gradients over TCP: t{Why}", StringComparison.Ordinal)));
    }

    [SmallSharedMemoryFact]
    public async Task A_run_that_requires_shared_memory_ends_with_exit_code_8()
    {
        var outcome = await Run("forced", "--processes 2 --wire shared");
        Assert.True(outcome.ExitCode == (int)ExitCode.Io, outcome.Error + outcome.Output);
        var last = outcome.Error.TrimEnd().Split('\n')[^1];
        Assert.StartsWith($"T{Why}", last, StringComparison.Ordinal);
        Assert.EndsWith(" KB are free. Leave out --wire shared; gradients then use TCP.", last, StringComparison.Ordinal);
    }

    private async Task<Outcome> Run(string name, string more)
    {
        var arguments = Actorbackprop.Train(digits, name, $"--epochs 1 --minibatch 60 --microbatch 4 --learning-rate 0.3 {more}");
        using var program = RunningProgram.Start(arguments, under: SmallSharedMemory.Command);
        return await program.Ended();
    }
}
