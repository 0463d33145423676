using ActorBackprop.Runs;
using ActorBackprop.Runs.Training;

namespace ActorBackprop.Cli.Tests;

public sealed class AdviceTests
{
    public static TheoryData<RunFault> Faults => [.. Enum.GetValues<RunFault>().Except([RunFault.Other])];

    [Theory, MemberData(nameof(Faults))]
    public void Each_fault_of_a_run_has_advice_that_names_a_flag_or_a_command(RunFault fault)
    {
        var advice = Advice.For(new InvalidOperationException("around it", new RunException(ExitCode.Usage, "x.", fault, "runs/mine")));
        Assert.Matches(@"^[A-Za-z].*(--[a-z-]+.*\.|actorbackprop [a-z]+.*)$", advice);
    }

    [Fact]
    public void A_fault_about_a_run_names_its_directory() => Assert.Equal("Finish it: actorbackprop train --resume runs/mine",
        Advice.For(new RunException(ExitCode.Incompatible, "x.", RunFault.Unfinished, "runs/mine")));

    [Fact]
    public void A_sentence_that_says_it_all_gets_no_advice() => Assert.Null(Advice.For(new RunException(ExitCode.Usage, "x.")));
}
