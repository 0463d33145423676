using ActorBackprop.Runs.Training;

namespace ActorBackprop.Runs.Tests.Training;

public sealed class InterruptibleTests
{
    [Fact]
    public void Work_that_does_not_come_to_its_end_is_left_when_the_program_is_to_end()
    {
        using var never = new ManualResetEventSlim();
        var failure = Assert.Throws<RunException>(() => Interruptible.Do(
            () =>
            {
                never.Wait();
                return 0;
            },
            () => ExitCode.Terminated, new CancellationToken(canceled: true)));
        Assert.Equal(ExitCode.Terminated, failure.Code);
        Assert.StartsWith("Stopped before the first step", failure.Message, StringComparison.Ordinal);
        never.Set();
    }

    [Fact]
    public void Work_that_is_only_slow_comes_to_its_end()
    {
        using var stop = new CancellationTokenSource();
        Assert.Equal(5, Interruptible.Do(
            () =>
            {
                stop.Cancel();
                return 5;
            },
            () => ExitCode.Terminated, stop.Token));
    }

    [Fact]
    public void An_exception_of_the_work_passes_through_unchanged() =>
        Assert.Throws<FormatException>(() => Interruptible.Do<int>(() => throw new FormatException(), () => ExitCode.Ok, CancellationToken.None));
}
