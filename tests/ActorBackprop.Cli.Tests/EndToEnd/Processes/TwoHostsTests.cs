using ActorBackprop.Runs;
using ActorBackprop.Runs.Training.Processes;
using ActorBackprop.Testing;

namespace ActorBackprop.Cli.Tests.EndToEnd.Processes;

/// <summary>A leader on one host, a worker process on another, and a cable between them.</summary>
[Trait("Category", "Long")]
[Collection(nameof(ManyProcesses))]
public sealed class TwoHostsTests(SmallDigits digits) : IClassFixture<SmallDigits>
{
    private const string Settings = "--epochs 300 --minibatch 60 --microbatch 4 --learning-rate 0.3 --checkpoint-every-steps 5";

    [TwoHostsFact]
    public async Task A_cut_cable_reassigns_the_part_and_changes_no_bit()
    {
        using var hosts = TwoHosts.TryMake(out var why);
        Assert.True(hosts is not null, why);
        var (certificates, token) = (digits.At("certificates"), digits.At("token"));
        Certificates.Make(certificates, ["leader", "worker"], TimeSpan.FromDays(1), TimeProvider.System);
        File.WriteAllText(token, new string('a', 64));
        string Secrets(string name) => $"--certificate {certificates}/{name}.pem --authority {certificates}/authority.pem --token-file {token}";
        using var run = ProcessRun.Start(digits.At("two-hosts"),
            ["train", "--data", digits.Write("many-tests", SmallDigits.Training, 100_000, seed: 3), "--layers", SmallDigits.Layers, "--json",
                .. Actorbackprop.Split($"{Settings} --processes 0 --listen {TwoHosts.Address}:4711 {Secrets("leader")}")], hosts.First);
        await run.Log.Next("Workers may join: ", "", TimeSpan.FromMinutes(1));
        RunningProgram Worker(string host) =>
            RunningProgram.Start(
            ["worker", "--join", $"{TwoHosts.Address}:4711", "--wait-for-leader", "3s", .. Actorbackprop.Split(Secrets("worker"))], host: host);
        using var near = Worker(hosts.First);
        using var far = Worker(hosts.Second);
        Assert.Equal(new[] { near.Id, far.Id }.Order(), new[] { await run.NextJoined(), await run.NextJoined() }.Order());
        await run.Continues();

        hosts.Cut();
        await run.Log.Next($"Process {far.Id} with ", "was lost: it does not answer", TimeSpan.FromSeconds(20));
        await run.Continues();
        Assert.Equal((int)ExitCode.WorkersLost, (await far.Ended()).ExitCode); // it finds out by itself
        var outcome = await run.Leader.Ended();
        Assert.True(outcome.ExitCode == 0, outcome.Error);
        Assert.Equal(await Sequential(), outcome.Weights);
        Assert.Equal(0, (await near.Ended()).ExitCode);
        Assert.Equal((2, 0), (outcome.Last.GetProperty("processes").GetInt32(), outcome.Last.GetProperty("restarts").GetInt32()));
        Assert.All(outcome.Last.GetProperty("samplesByWorker").EnumerateArray(), count => Assert.True(count.GetInt64() > 0));
        run.LeavesNoProcess();
    }

    private async Task<string> Sequential() => (await Actorbackprop.Run(
        ["train", "--data", digits.Write("few-tests", SmallDigits.Training, SmallDigits.Test, seed: 3), "--layers", SmallDigits.Layers, "--json",
            "--out", digits.At("sequential"), .. Actorbackprop.Split($"{Settings} --sequential")])).Succeeded().Weights;
}
