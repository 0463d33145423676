using ActorBackprop.Testing;

namespace ActorBackprop.Cli.Tests.EndToEnd.Processes;

/// <summary>Rule one over processes: the weights are those of the sequential trainer, however many there are and whatever lies between.</summary>
[Collection(nameof(ManyProcesses))]
public sealed class SameWeightsTests(SmallDigits digits) : IClassFixture<SmallDigits>
{
    private const string Settings = "--epochs 3 --minibatch 64 --microbatch 4 --learning-rate 0.5 --momentum 0.5"
        + " --schedule cosine --warm-up-samples 250 --base-minibatch 48";

    private const string Memory = "memory that processes share";

    [LinuxTheory(Memory), InlineData(2, 1, "shared")]
    public Task Processes_that_share_memory_give_the_weights_of_the_sequential_trainer(int processes, int workers, string wire) =>
        Processes_give_the_weights_of_the_sequential_trainer(processes, workers, wire);

    [Theory, Trait("Category", "Long")]
    [InlineData(2, 2, "tcp")]
    [InlineData(2, 1, "akka")]
    public async Task Processes_give_the_weights_of_the_sequential_trainer(int processes, int workers, string wire)
    {
        var name = $"{processes}-{workers}-{wire}";
        var more = $"--processes {processes} --workers {workers} --wire {wire}";
        var sequential = await Actorbackprop.Run(Actorbackprop.Train(digits, $"{name}-sequential", $"{Settings} --sequential"));
        var outcome = (await Actorbackprop.Run(Actorbackprop.Train(digits, name, $"{Settings} {more}"))).Succeeded();

        Assert.Equal(sequential.Succeeded().Weights, outcome.Weights);
        Assert.Equal(processes, outcome.Last.GetProperty("processes").GetInt32());
        Assert.Equal(0, outcome.Last.GetProperty("restarts").GetInt32());
        var samples = outcome.Last.GetProperty("samplesByWorker").EnumerateArray().Select(count => count.GetInt64()).ToArray();
        Assert.Equal(processes * workers, samples.Length);
        Assert.All(samples, count => Assert.True(count > 0, $"a worker computed nothing: {string.Join(", ", samples)}"));
        Assert.Equal(3 * SmallDigits.TrainedOn, samples.Sum());
    }

    [LinuxTheory(Memory), Trait("Category", "Long"), InlineData(1, "shared"), InlineData(2, "shared"), InlineData(3, "shared")]
    public Task Servers_that_share_memory_with_workers_give_the_weights_of_the_sequential_trainer(int servers, string wire) =>
        Servers_in_the_leader_give_the_weights_of_the_sequential_trainer(servers, wire);

    [Theory, Trait("Category", "Long"), InlineData(3, "tcp")]
    public async Task Servers_in_the_leader_give_the_weights_of_the_sequential_trainer(int servers, string wire)
    {
        var name = $"servers-{servers}-{wire}";
        var sequential = await Actorbackprop.Run(Actorbackprop.Train(digits, $"{name}-sequential", $"{Settings} --sequential"));
        var more = $"--processes 2 --wire {wire} --servers {servers}";
        var outcome = (await Actorbackprop.Run(Actorbackprop.Train(digits, name, $"{Settings} {more}"))).Succeeded();

        Assert.Equal(sequential.Succeeded().Weights, outcome.Weights);
        Assert.Equal([servers], RunFiles.Servers(digits.At(name)));
        Assert.All(outcome.Last.GetProperty("samplesByWorker").EnumerateArray(), count => Assert.True(count.GetInt64() > 0));
    }

    [Fact, Trait("Category", "Long")]
    public async Task Ten_million_parameters_go_over_each_wire()
    {
        // Two steps of the shipped digits: all but 300 of 60,000 are held out.
        const string Large = "train --json --layers 784,2048,2048,2048,10 --epochs 1 --validation 59700 --minibatch 150 --microbatch 38 --learning-rate 0.1";
        var sequential = (await Actorbackprop.Run($"{Large} --sequential --out {digits.At("large")}")).Succeeded();
        foreach (var wire in OperatingSystem.IsLinux() ? new[] { "shared", "tcp", "akka" } : ["tcp", "akka"])
        {
            var outcome = (await Actorbackprop.Run($"{Large} --processes 2 --wire {wire} --out {digits.At($"large-{wire}")}")).Succeeded();
            Assert.Equal(sequential.Weights, outcome.Weights);
            Assert.All(outcome.Last.GetProperty("samplesByWorker").EnumerateArray(), count => Assert.True(count.GetInt64() > 0));
        }
    }
}
