using System.Text.Json;
using ActorBackprop.Testing;

namespace ActorBackprop.Cli.Tests.EndToEnd;

/// <summary>Rule one, as a user meets it: the printed fingerprint is the same for any number of workers, a process each.</summary>
public sealed class SameWeightsTests(SmallDigits digits) : IClassFixture<SmallDigits>
{
    private const int Epochs = 2;

    private static readonly int[] Workers = [1, 2, 3, 5, 8];
    private static readonly int[] Servers = [1, 2, 3, 1000];

    // Of 16 floats each: 64-12-10 has rows of 16 in memory, 65 for the first layer and 13 for the second.
    private const int MostServers = 78;

    private static readonly int[] Minibatches = [10, 127, 128];
    private static readonly int?[] Microbatches = [1, 2, null];
    private static readonly string[] Optimizers =
    [
        "--optimizer sgd --learning-rate 1.5",
        "--optimizer sgd --learning-rate 0.2 --momentum 0.9",
        "--optimizer adam --learning-rate 0.01",
    ];
    private static readonly string[] Costs = ["quadratic", "sigmoid-cross-entropy", "softmax-cross-entropy"];

    /// <summary>Nine of the 81 combinations, in which any two values of any two settings meet.</summary>
    public static TheoryData<int, int?, string, string> Combinations
    {
        get
        {
            var data = new TheoryData<int, int?, string, string>();
            for (var a = 0; a < 3; a++)
                for (var b = 0; b < 3; b++)
                    data.Add(Minibatches[a], Microbatches[b], Optimizers[(a + b) % 3], Costs[(a + 2 * b) % 3]);
            return data;
        }
    }

    public static TheoryData<string> EachOptimizer => [.. Optimizers];

    [Theory, Trait("Category", "Long"), MemberData(nameof(Combinations))]
    public async Task Any_number_of_workers_gives_the_weights_of_the_sequential_trainer(int minibatch, int? microbatch, string optimizer, string cost)
    {
        var settings = $"--epochs {Epochs} --minibatch {minibatch} {optimizer} --cost {cost}";
        if (microbatch is not null) settings += $" --microbatch {microbatch}";
        var name = $"{minibatch}-{microbatch}";
        var runs = Workers.ToDictionary(workers => workers, workers =>
            Actorbackprop.Run(Actorbackprop.Train(digits, $"{name}-w{workers}", $"{settings} --workers {workers}")));
        var sequential = await Actorbackprop.Run(Actorbackprop.Train(digits, name, $"{settings} --sequential"));
        await Task.WhenAll(runs.Values);

        var expected = Fingerprints(sequential.Succeeded());
        Assert.Equal(Epochs + 1, expected.Length);
        Assert.Equal(Epochs, expected.Distinct().Count()); // each epoch changes the weights; the last line repeats the last
        foreach (var (workers, run) in runs)
        {
            var outcome = (await run).Succeeded();
            Assert.Equal(expected, Fingerprints(outcome));
            CheckWhoDidWhat(outcome.Last, workers, Math.Min(minibatch, SmallDigits.TrainedOn), microbatch ?? Math.Min(32, (minibatch + 7) / 8));
        }
    }

    [Theory, Trait("Category", "Long"), MemberData(nameof(EachOptimizer))]
    public async Task Any_number_of_servers_gives_the_weights_of_the_sequential_trainer(string optimizer)
    {
        var settings = $"--epochs {Epochs} --minibatch 40 --microbatch 3 {optimizer}";
        var name = optimizer.Replace(' ', '_');
        var runs = Servers.ToDictionary(servers => servers, servers =>
            Actorbackprop.Run(Actorbackprop.Train(digits, $"{name}-p{servers}", $"{settings} --workers 3 --servers {servers}")));
        var expected = Fingerprints((await Actorbackprop.Run(Actorbackprop.Train(digits, name, $"{settings} --sequential"))).Succeeded());
        foreach (var (servers, run) in runs)
        {
            Assert.Equal(expected, Fingerprints((await run).Succeeded()));
            Assert.Equal([Math.Min(servers, MostServers)], RunFiles.Servers(digits.At($"{name}-p{servers}")));
        }
    }

    [Fact]
    public void Any_two_values_of_any_two_settings_meet()
    {
        var rows = Combinations.ToArray();
        for (var a = 0; a < 4; a++)
            for (var b = 0; b < a; b++)
                Assert.Equal(9, rows.Select(row => (row[a], row[b])).Distinct().Count());
    }

    private static string[] Fingerprints(Outcome outcome) => [.. outcome.Events.Select(line => Outcome.Text(line, "weightsSha256"))];

    /// <summary>Workers with a microbatch to get have done something, those without nothing, and together all of it.</summary>
    private static void CheckWhoDidWhat(JsonElement last, int workers, int minibatch, int microbatch)
    {
        var samples = last.GetProperty("samplesByWorker").EnumerateArray().Select(count => count.GetInt64()).ToArray();
        var busy = Math.Min(workers, (int)Math.Ceiling(minibatch / (double)microbatch));
        Assert.Equal(workers, samples.Length);
        Assert.All(samples[..busy], count => Assert.True(count > 0, $"{workers} workers, {busy} busy: {string.Join(", ", samples)}"));
        Assert.All(samples[busy..], count => Assert.Equal(0, count));
        Assert.Equal(Epochs * SmallDigits.TrainedOn, samples.Sum());
        Assert.All(last.GetProperty("refused").EnumerateObject(), reason => Assert.Equal(0, reason.Value.GetInt64()));
    }
}
