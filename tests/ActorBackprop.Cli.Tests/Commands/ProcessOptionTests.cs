using ActorBackprop.Runs;
using ActorBackprop.Runs.Training.Processes;

namespace ActorBackprop.Cli.Tests.Commands;

/// <summary>Wrong options for several processes are refused before a process is started.</summary>
[Collection(nameof(OneConsole))]
public sealed class ProcessOptionTests
{
    public static TheoryData<string, string> Wrong => new()
    {
        { "train --processes 0", "--processes 0 starts no processes, so it needs --listen HOST:PORT for workers to join." },
        { "train --processes -1", "--processes: expected 0 to 256, found -1." },
        { "train --processes 257", "--processes: expected 0 to 256, found 257." },
        { "train --processes 2 --min-workers 0", "--min-workers: expected 1 to 1024, found 0." },
        { "train --processes 2 --min-workers 1025", "--min-workers: expected 1 to 1024, found 1025." },
        { "train --processes 2 --max-restarts -1", "--max-restarts: expected 0 or more, found -1." },
        { "train --processes 2 --wire pigeon", "--wire: expected shared, tcp or akka, found pigeon." },
        { "train --processes 2 --worker-patience soon",
            "--worker-patience: expected a time above 0, as in 2.5, 2.5s, 300ms, 5m or 1h, found \"soon\"." },
        { "train --processes 2 --worker-patience 0s", "--worker-patience: expected a time above 0, as in 2.5, 2.5s, 300ms, 5m or 1h, found \"0s\"." },
        { "train --processes 2 --sequential", "--sequential uses no workers, and therefore no worker processes; leave it out." },
        { "train --sequential --servers 2", "--sequential uses no parameter servers; leave --servers out." },
        { "train --sequential --set servers=2", "--sequential uses no parameter servers; leave --servers out." },
        { "train --sequential --workers 3", "--sequential uses no workers; leave --workers out." },
        { "train --sequential --set workers=3", "--sequential uses no workers; leave --workers out." },
        { "train --servers 0", "--servers: expected a whole number from 1 to 1024, found 0." },
        { "train --processes 2 --workers 0", "--workers: expected a whole number from 1 to 100000, found 0." },
        { "train --listen here", "--listen: expected HOST:PORT, as in 127.0.0.1:4711, leader.example:4711 or [::1]:4711, found here." },
        { "train --listen 0.0.0.0:4711 --insecure", "--listen 0.0.0.0:4711: give the address at which other machines reach this one." },
        { "train --listen 10.0.0.7:4711", "--listen 10.0.0.7:4711: beyond this machine expected --certificate and --authority, which "
            + "actorbackprop certificates creates, or --insecure." },
        { "train --processes 2 --certificate a.pem", "--certificate and --authority must be given together: one for this side, one for the other." },
        { "train --processes 2 --authority a.pem", "--certificate and --authority must be given together: one for this side, one for the other." },
        { "train --processes 2 --insecure --certificate a.pem --authority b.pem", "--insecure and --certificate exclude each other." },
        { "train --processes 2 --certificate absent.pem --authority absent.pem",
            "certificate absent.pem: expected a PEM file as created by actorbackprop certificates (" },
        { "train --processes 2 --token-file absent", "The token file absent cannot be read (" },
        { "train --min-workers 2", "--min-workers requires --processes or --listen." },
        { "train --max-restarts 2", "--max-restarts requires --processes or --listen." },
        { "train --worker-patience 2s", "--worker-patience requires --processes or --listen." },
        { "train --wire tcp", "--wire requires --processes or --listen." },
        { "train --token-file x", "--token-file requires --processes or --listen." },
        { "train --certificate x", "--certificate requires --processes or --listen." },
        { "train --authority x", "--authority requires --processes or --listen." },
        { "train --insecure", "--insecure requires --processes or --listen." },
        { "worker", "'--join'" },
        { "worker --join 127.0.0.1", "--join: expected HOST:PORT, as in 127.0.0.1:4711, leader.example:4711 or [::1]:4711, found 127.0.0.1." },
        { "worker --join 0.0.0.0:4711", "--join 0.0.0.0:4711: name the leader's address." },
        { "worker --join leader.invalid:4711", "--join leader.invalid:4711: the name leader.invalid does not resolve (" },
        { "train --listen leader.invalid:4711", "--listen leader.invalid:4711: the name leader.invalid does not resolve (" },
        { "worker --join 127.0.0.1:4711 --wait-for-leader soon",
            "--wait-for-leader: expected a time above 0, as in 2.5, 2.5s, 300ms, 5m or 1h, found \"soon\"." },
        { "worker --join 127.0.0.1:0", "--join: expected the leader's port, found 0." },
        { "worker --join 127.0.0.1:4711",
            "--join: expected the join token in ACTORBACKPROP_JOIN_TOKEN or --token-file, found neither; the leader prints where it is." },
        { "worker --join 127.0.0.1:4711 --workers 0", "--workers: expected 1 to 1024, found 0." },
        { "worker --join 127.0.0.1:4711 --workers 1025", "--workers: expected 1 to 1024, found 1025." },
        { "worker --join 10.0.0.7:4711", "--join 10.0.0.7:4711: beyond this machine expected --certificate and --authority, which "
            + "actorbackprop certificates creates, or --insecure." },
        { "certificates absent", "'certificates'" },
        { "certificates absent leader --days 0", "--days: expected 1 to 3650, found 0." },
        { "certificates absent leader --days 3651", "--days: expected 1 to 3650, found 3651." },
        { "certificates absent a/b", "a/b: expected a name of letters, digits, -, _ and . that is not authority." },
    };

    [Theory, MemberData(nameof(Wrong))]
    public void A_wrong_command_line_ends_with_2_and_one_sentence(string arguments, string says)
    {
        var before = Environment.GetEnvironmentVariable(JoinToken.Variable);
        Environment.SetEnvironmentVariable(JoinToken.Variable, null);
        try
        {
            var sentence = InProcess.Refusal(ExitCode.Usage, arguments.Split(' '));
            if (says.StartsWith('\'')) Assert.Contains(says, sentence);
            else Assert.StartsWith(says, sentence, StringComparison.Ordinal);
            if (says.EndsWith('.')) Assert.Equal(says, sentence);
        }
        finally
        {
            Environment.SetEnvironmentVariable(JoinToken.Variable, before);
        }
    }

    [Fact]
    public void Certificates_are_created_and_named()
    {
        var directory = Directory.CreateTempSubdirectory("actorbackprop-").FullName;
        try
        {
            var made = InProcess.Ok("certificates", directory, "leader", "worker").TrimEnd().Split('\n').Select(line => line.TrimEnd('\r'));
            Assert.Equal(Directory.GetFiles(directory).Order(), made.Order());
            Assert.Equal(["authority.key", "authority.pem", "leader.pem", "worker.pem"],
                Directory.GetFiles(directory).Select(Path.GetFileName).Order());
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }
}
