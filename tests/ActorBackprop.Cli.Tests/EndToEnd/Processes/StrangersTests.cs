using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using ActorBackprop.Cluster.Hosts;
using ActorBackprop.Cluster.Transport.Tcp;
using ActorBackprop.Runs;
using ActorBackprop.Runs.Training;
using ActorBackprop.Runs.Training.Processes;
using ActorBackprop.Testing;
using Akka.Actor;
using Akka.Configuration;
using Akka.Serialization;

namespace ActorBackprop.Cli.Tests.EndToEnd.Processes;

/// <summary>Clients without a valid certificate, and hostile ones with it, connect to both ports of a leader that trains over TLS.</summary>
[Collection(nameof(ManyProcesses))]
public sealed class StrangersTests(SmallDigits digits) : IClassFixture<SmallDigits>
{
    private const string Settings = "--epochs 1000 --minibatch 60 --microbatch 4 --learning-rate 0.3 --checkpoint-every-steps 5";

    private const int Times = 3; // each comes so often, as a program would that tries again

    [LinuxFact("/proc, which tells a process's ports"), Trait("Category", "Long")]
    public async Task Strangers_reach_no_actor_are_logged_once_each_and_change_no_bit()
    {
        var (certificates, token, planted) = (digits.At("certificates"), digits.At("token"), digits.At("planted"));
        Certificates.Make(certificates, ["leader", "worker"], TimeSpan.FromDays(1), TimeProvider.System);
        Certificates.Make(certificates, ["expired"], TimeSpan.FromMinutes(90), new TwoHoursAgo());
        File.WriteAllText(token, new string('a', 64));
        var (expired, good) = (Party(certificates, "expired"), Party(certificates, "worker"));
        using var run = ProcessRun.Start(digits.At("attacked"),
            ["train", "--data", digits.Write("many-tests", SmallDigits.Training, 100_000, seed: 3), "--layers", SmallDigits.Layers, "--json",
                .. Actorbackprop.Split($"{Settings} --processes 2 --listen 127.0.0.1:0 --token-file {token} "
                    + $"--certificate {certificates}/leader.pem --authority {certificates}/authority.pem")]);
        var akka = int.Parse((await run.Log.Next("Workers may join: ", "", TimeSpan.FromMinutes(1))).Split("127.0.0.1:")[1].Split(' ')[0],
            System.Globalization.CultureInfo.InvariantCulture);
        await run.NextJoined();
        await run.NextJoined();
        await run.StepsDone(20);
        var gradients = Assert.Single(ListeningPorts.Of(run.Leader.Id), port => port != akka);

        using var leave = new CancellationTokenSource();
        var late = Task.Run(() => Outcome(
            new WorkerRequest { Host = "127.0.0.1", Port = akka, Token = () => new string('a', 64), Tls = expired }, leave.Token));
        for (var time = 0; time < Times; time++)
            foreach (var port in new[] { akka, gradients })
            {
                await Knock(port, null);
                await Knock(port, expired.Certificate);
            }
        using var planting = Plant(akka, good, planted);
        await run.Log.Next("", "serializer 1 was refused", TimeSpan.FromSeconds(20));
        await run.Continues();
        leave.Cancel();
        Assert.NotEqual("The training is over: it has ended.", await late);

        var outcome = await run.Leader.Ended();
        Assert.True(outcome.ExitCode == 0, outcome.Error);
        Assert.Equal(await Sequential(), outcome.Weights);
        Assert.Equal((2, 0), (outcome.Last.GetProperty("processes").GetInt32(), outcome.Last.GetProperty("restarts").GetInt32()));
        Assert.False(File.Exists(planted), "an object that a message named was made");
        string[] expected =
        [
            "serializer 1 was refused",
            "127.0.0.1 (Akka's port): it has shown no certificate", "127.0.0.1 (Akka's port): its certificate is valid from",
            "127.0.0.1 at the port for gradients: it has shown no certificate", "127.0.0.1 at the port for gradients: its certificate is valid from",
        ];
        Assert.All(expected, what => Assert.Single(run.Log.Warnings, warning => warning.Contains(what, StringComparison.Ordinal)));
        Assert.InRange(run.Log.Warnings.Count, expected.Length, expected.Length + 4); // Akka's own messages about processes that left
    }

    [Fact]
    public async Task An_expired_certificate_ends_the_command()
    {
        var (certificates, token) = (digits.At("late"), digits.At("late-token"));
        Certificates.Make(certificates, ["here"], TimeSpan.FromDays(1), TimeProvider.System);
        Certificates.Make(certificates, ["expired"], TimeSpan.FromMinutes(90), new TwoHoursAgo());
        File.WriteAllText(token, new string('a', 64));
        var outcome = await Actorbackprop.Run($"worker --join 127.0.0.1:9 --token-file {token} "
            + $"--certificate {certificates}/expired.pem --authority {certificates}/authority.pem");
        Assert.Contains("expired.pem: its certificate is valid from ", outcome.Failed(ExitCode.Usage), StringComparison.Ordinal);
    }

    private static WireTls Party(string directory, string name) => Certificates.Read($"{directory}/{name}.pem", $"{directory}/authority.pem");

    /// <summary>A worker process in all but the process.</summary>
    private static string Outcome(WorkerRequest request, CancellationToken leave)
    {
        try
        {
            return WorkerRun.Execute(request, leave);
        }
        catch (RunException ended)
        {
            return ended.Message;
        }
    }

    /// <summary>Comes over TLS, and waits until it is turned away.</summary>
    private static async Task Knock(int port, X509Certificate2? certificate)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, port);
        using var tls = new SslStream(client.GetStream());
        try
        {
            await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
            {
                TargetHost = "leader",
                ClientCertificates = certificate is null ? null : [certificate],
                RemoteCertificateValidationCallback = (_, shown, _, _) => shown is not null,
            });
            await tls.WriteAsync(new byte[100]);
            Assert.Equal(0, await tls.ReadAsync(new byte[1]));
        }
        catch (Exception closed) when (closed is IOException or AuthenticationException)
        {
            // so it is
        }
    }

    /// <summary>Sends the gate messages for Akka's JSON serializer with the name of a type that would create a file; returns the sender.</summary>
    private static ActorSystem Plant(int port, WireTls tls, string path)
    {
        var system = ClusterSystem.Start(ConfigurationFactory.ParseString(
            $$"""
            akka {
              loglevel = OFF
              stdout-loglevel = OFF
              actor {
                provider = remote
                serializers.planting = "{{typeof(Planting).AssemblyQualifiedName}}"
                serialization-bindings { "{{typeof(Planted).AssemblyQualifiedName}}" = planting }
              }
            }
            """), "127.0.0.1", 0, new string('a', 64), tls);
        var gate = ((ExtendedActorSystem)system).Provider.ResolveActorRef($"{ClusterSystem.LeaderAt("127.0.0.1", port, tls)}/user/gate");
        for (var time = 0; time < Times; time++) gate.Tell(new Planted(path));
        return system;
    }

    private async Task<string> Sequential() => (await Actorbackprop.Run(
        ["train", "--data", digits.Write("few-tests", SmallDigits.Training, SmallDigits.Test, seed: 3), "--layers", SmallDigits.Layers, "--json",
            "--out", digits.At("sequential"), .. Actorbackprop.Split($"{Settings} --sequential")])).Succeeded().Weights;

    private sealed record Planted(string Path);

    /// <summary>Says that it is Akka's JSON serializer, and writes what that one would make a log's file of.</summary>
    private sealed class Planting(ExtendedActorSystem system) : Serializer(system)
    {
        public override int Identifier => 1;

        public override bool IncludeManifest => false;

        public override byte[] ToBinary(object obj) => System.Text.Encoding.UTF8.GetBytes(
            $$"""
            {"$type":"Serilog.Sinks.File.FileSink, Serilog.Sinks.File","path":"{{((Planted)obj).Path}}",
             "textFormatter":{"$type":"Serilog.Formatting.Compact.CompactJsonFormatter, Serilog.Formatting.Compact"} }
            """);

        public override object FromBinary(byte[] bytes, Type type) => throw new NotSupportedException();
    }

    private sealed class TwoHoursAgo : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => base.GetUtcNow().AddHours(-2);
    }
}
