using ActorBackprop.Testing;

namespace ActorBackprop.Cli.Tests.EndToEnd.Hosts;

/// <summary>What a host promises besides that goes on with runs, as a simulation does not.</summary>
public abstract class ResumedTrainingSpecification(SmallDigits digits) : TrainingSpecification(digits)
{
    private const string Settings = "--minibatch 64 --microbatch 4 --learning-rate 0.5 --momentum 0.5";

    [Fact]
    public async Task A_run_resumes_in_another_host_and_from_another_host()
    {
        var workers = Workers[^1];
        var whole = await Run("whole", "train --sequential", Epochs, Settings);
        await Run("begun-here", Command(workers), 1, Settings);
        Assert.Equal(whole.Weights, (await GoOn("begun-here", "train --sequential")).Weights);
        await Run("begun-elsewhere", "train --sequential", 1, Settings);
        var outcome = await GoOn("begun-elsewhere", Command(workers));
        Assert.Equal(whole.Weights, outcome.Weights);
        AssertAllWorked(outcome, workers, Epochs - 1);
    }

    private async Task<Outcome> GoOn(string name, string command) =>
        (await Actorbackprop.Run($"{command} --resume {Digits.At(name)} --epochs {Epochs} --json")).Succeeded();
}
