using ActorBackprop.Testing;

namespace ActorBackprop.Cli.Tests.EndToEnd.Processes;

/// <summary>Compressed gradients over processes: the weights and the bytes of one, and residuals that survive a checkpoint.</summary>
[Trait("Category", "Long")]
[Collection(nameof(ManyProcesses))]
public sealed class CompressedProcessesTests(SmallDigits digits) : IClassFixture<SmallDigits>
{
    private const string Settings = "--minibatch 64 --microbatch 16 --learning-rate 0.5 --momentum 0.5";

    [Theory, InlineData("top-k", "tcp"), InlineData("int8", "tcp"), InlineData("1-bit", "")]
    public async Task Processes_give_the_weights_of_the_sequential_trainer_and_the_bytes_of_one_process(string compression, string wire)
    {
        var settings = $"{Settings} --epochs 3 --compression {compression}";
        var sequential = await Run($"{compression}-sequential", $"{settings} --sequential");
        var one = await Run($"{compression}-one", $"{settings} --workers 3");
        var several = await Run($"{compression}-several", $"{settings} --processes 2 --workers 1" + (wire.Length > 0 ? $" --wire {wire}" : ""));
        Assert.Equal((sequential.Weights, sequential.Weights), (one.Weights, several.Weights));
        Assert.Equal(one.Last.GetProperty("bytesUpwards").GetInt64(), several.Last.GetProperty("bytesUpwards").GetInt64());
        Assert.All(several.Last.GetProperty("samplesByWorker").EnumerateArray(), count => Assert.True(count.GetInt64() > 0));
        if (compression != "int8") Assert.Equal(0, several.Last.GetProperty("residualsLost").GetInt32());
    }

    [Fact]
    public async Task A_run_of_two_processes_resumes_in_three_with_the_same_bits()
    {
        var whole = await Run("whole", $"{Settings} --epochs 6 --compression top-k --sequential");
        await Run("first", $"{Settings} --epochs 3 --compression top-k --processes 2 --workers 1");
        var resumed = (await Actorbackprop.Run(["train", "--json", "--resume", digits.At("first"), "--epochs", "6", "--processes", "3", "--workers", "1"])).Succeeded();
        Assert.Equal(15, resumed.Last.GetProperty("resumedFromStep").GetInt32());
        Assert.Equal((whole.Weights, 0), (resumed.Weights, resumed.Last.GetProperty("residualsLost").GetInt32()));
    }

    private async Task<Outcome> Run(string name, string more) => (await Actorbackprop.Run(Actorbackprop.Train(digits, name, more))).Succeeded();
}
