using ActorBackprop.Cli.Tests.Displays;
using ActorBackprop.Runs;

namespace ActorBackprop.Cli.Tests;

public sealed class StopSignalsTests
{
    private readonly ManualClock _clock = new();
    private readonly List<ExitCode> _exits = [];

    [Theory]
    [InlineData(ExitCode.Interrupted), InlineData(ExitCode.Terminated), InlineData(ExitCode.HungUp), InlineData(ExitCode.Quit)]
    public void The_first_signal_asks_the_run_to_end_and_its_code_stays(ExitCode code)
    {
        using var signals = new StopSignals(_clock, _exits.Add);
        Assert.False(signals.Token.IsCancellationRequested);
        signals.Receive(code);
        signals.Receive(code == ExitCode.Interrupted ? ExitCode.Terminated : ExitCode.Interrupted);
        Assert.True(signals.Token.IsCancellationRequested);
        Assert.Equal(code, signals.Code);
        Assert.Empty(_exits);
    }

    [Theory]
    [InlineData(0, false), InlineData(999, false), InlineData(1000, true), InlineData(60_000, true)]
    public void A_second_signal_ends_the_program_only_a_second_after_the_first(int milliseconds, bool ends)
    {
        using var signals = new StopSignals(_clock, _exits.Add);
        signals.Receive(ExitCode.Interrupted);
        _clock.Advance(TimeSpan.FromMilliseconds(milliseconds));
        signals.Receive(ExitCode.Terminated);
        Assert.Equal(ends ? [ExitCode.Terminated] : [], _exits);
    }

    [Fact]
    public void Signals_that_do_not_count_do_not_postpone_the_one_that_does()
    {
        using var signals = new StopSignals(_clock, _exits.Add);
        for (var i = 0; i < 4; i++)
        {
            signals.Receive(ExitCode.Interrupted);
            _clock.Advance(TimeSpan.FromMilliseconds(300));
        }
        Assert.Empty(_exits);
        signals.Receive(ExitCode.Interrupted);
        Assert.Equal([ExitCode.Interrupted], _exits);
    }
}
