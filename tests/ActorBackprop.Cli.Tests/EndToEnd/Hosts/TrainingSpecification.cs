using ActorBackprop.Testing;

namespace ActorBackprop.Cli.Tests.EndToEnd.Hosts;

/// <summary>What a training promises wherever its actors run: the same tests for each host, a class each.</summary>
public abstract class TrainingSpecification(SmallDigits digits)
{
    private protected const int Epochs = 3;

    private const string Settings = "--minibatch 64 --microbatch 4 --learning-rate 0.5 --momentum 0.5"
        + " --schedule cosine --warm-up-samples 250 --base-minibatch 48";

    private protected SmallDigits Digits { get; } = digits;

    /// <summary>How many workers it is tried with.</summary>
    protected abstract int[] Workers { get; }

    /// <summary>The command line of a training in this host, up to its settings.</summary>
    protected abstract string Command(int workers);

    [Fact]
    public async Task Any_number_of_workers_learns_the_sequential_weights_and_reports_the_same_epochs()
    {
        await Run("sequential", "train --sequential", Epochs, Settings);
        foreach (var workers in Workers)
        {
            var outcome = await Run($"workers-{workers}", Command(workers), Epochs, Settings);
            Assert.Equal(RunFiles.Metrics(Digits.At("sequential")), RunFiles.Metrics(Digits.At($"workers-{workers}")));
            Assert.Equal(Outcome.Text(RunFiles.Record(Digits.At("sequential")), "weightsSha256"), outcome.Weights);
            AssertAllWorked(outcome, workers);
        }
    }

    [Theory, Trait("Category", "Long"), InlineData("int8"), InlineData("top-k")]
    public async Task Compressed_gradients_are_the_same_for_any_number_of_workers(string compression)
    {
        var (name, settings) = ($"compressed-{compression}", $"--minibatch 64 --microbatch 16 --learning-rate 0.5 --compression {compression}");
        var expected = await Run(name, "train --sequential", Epochs, settings);
        var outcome = await Run($"{name}-here", Command(Workers[^1]), Epochs, settings);
        Assert.Equal(expected.Weights, outcome.Weights);
        Assert.True(outcome.Last.GetProperty("bytesUpwards").GetInt64() > 0);
        AssertAllWorked(outcome, Workers[^1]);
    }

    private protected static void AssertAllWorked(Outcome outcome, int workers, int epochs = Epochs)
    {
        var samples = outcome.Last.GetProperty("samplesByWorker").EnumerateArray().Select(count => count.GetInt64()).ToArray();
        Assert.Equal(workers, samples.Length);
        Assert.All(samples, count => Assert.True(count > 0, $"a worker computed nothing: {string.Join(", ", samples)}"));
        Assert.Equal(epochs * SmallDigits.TrainedOn, samples.Sum());
    }

    private protected async Task<Outcome> Run(string name, string command, int epochs, string settings)
    {
        var words = Actorbackprop.Split(command);
        var train = Actorbackprop.Train(Digits, name, $"{settings} --epochs {epochs}");
        return (await Actorbackprop.Run([.. words, .. train.Skip(1)])).Succeeded();
    }
}
