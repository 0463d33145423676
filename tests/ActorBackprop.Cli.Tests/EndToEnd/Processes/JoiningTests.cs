using ActorBackprop.Runs;
using ActorBackprop.Testing;

namespace ActorBackprop.Cli.Tests.EndToEnd.Processes;

/// <summary>Processes started elsewhere try to join a training over TLS, some with and some without permission.</summary>
[Collection(nameof(ManyProcesses))]
public sealed class JoiningTests(SmallDigits digits) : IClassFixture<SmallDigits>
{
    private const string Settings = "--epochs 20 --minibatch 60 --microbatch 4 --learning-rate 0.3";

    [Fact, Trait("Category", "Long")]
    public async Task Over_TLS_a_worker_joins_and_strangers_change_nothing()
    {
        var (ours, theirs) = (await Certificates("ours"), await Certificates("theirs"));
        var (token, wrong) = (Token("token", 'a'), Token("wrong", 'b'));
        // It stands still until the second worker is there, so nothing depends on how long a stranger takes.
        using var run = ProcessRun.Start(digits.At("joined"),
            ["train", "--data", digits.Data, "--layers", SmallDigits.Layers, "--json", .. Actorbackprop.Split(
                $"{Settings} --processes 1 --min-workers 2 --servers 3 --listen 127.0.0.1:0 {Files(ours, "leader")} --token-file {token}")]);
        var address = (await run.Log.Next("Workers may join: ", "", TimeSpan.FromMinutes(1))).Split("--join ")[1].Split(' ')[0];
        await run.NextJoined();

        var stranger = await Join(address, $"{Files(ours, "worker")} --token-file {wrong}");
        Assert.Contains("the join token is not this run's", stranger.Failed(ExitCode.Incompatible), StringComparison.Ordinal);
        (await Join(address, $"{Files(theirs, "worker")} --token-file {token}")).Failed(ExitCode.WorkersLost);

        var welcome = await Join(address, $"{Files(ours, "worker")} --token-file {token}");
        Assert.Equal("The training is over: it has ended.", welcome.Succeeded().Output.Trim().Split('\n')[^1]);

        var outcome = await run.Leader.Ended();
        Assert.True(outcome.ExitCode == 0, outcome.Error);
        var sequential = await Actorbackprop.Run(Actorbackprop.Train(digits, "alone", $"{Settings} --sequential"));
        Assert.Equal(sequential.Succeeded().Weights, outcome.Weights);
        Assert.Equal(2, outcome.Last.GetProperty("processes").GetInt32());
        Assert.Equal([3], RunFiles.Servers(run.Directory));
        Assert.All(outcome.Last.GetProperty("samplesByWorker").EnumerateArray(), count => Assert.True(count.GetInt64() > 0));
        Assert.Single(outcome.Error.Split('\n'), line => line.Contains(" was refused: ", StringComparison.Ordinal));
    }

    private static Task<Outcome> Join(string address, string more) =>
        Actorbackprop.Run(["worker", "--join", address, .. Actorbackprop.Split(more)]);

    private static string Files(string directory, string name) =>
        $"--certificate {Path.Combine(directory, name)}.pem --authority {Path.Combine(directory, "authority.pem")}";

    private async Task<string> Certificates(string name)
    {
        Assert.Equal(0, (await Actorbackprop.Run(["certificates", digits.At(name), "leader", "worker"])).ExitCode);
        return digits.At(name);
    }

    private string Token(string name, char digit)
    {
        File.WriteAllText(digits.At(name), new string(digit, 64));
        return digits.At(name);
    }
}
