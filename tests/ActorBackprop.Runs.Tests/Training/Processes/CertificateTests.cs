using System.Net;
using System.Runtime.Versioning;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ActorBackprop.Cluster.Transport.Tcp;
using ActorBackprop.Runs.Training;
using ActorBackprop.Runs.Training.Processes;
using ActorBackprop.Testing;

namespace ActorBackprop.Runs.Tests.Training.Processes;

public sealed class CertificateTests : IDisposable
{
    private static readonly TimeSpan Year = TimeSpan.FromDays(365);

    private readonly TemporaryDirectory _directory = new();

    [Fact]
    public void Two_certificates_of_one_authority_open_a_connection()
    {
        Make("mine", "leader", "worker");
        using var connected = Connect(Read("mine", "leader"), Read("mine", "worker"));
        connected.Worker.Write("over TLS"u8);
        connected.Worker.Flush();
        var bytes = new byte[8];
        connected.Leader.ReadExactly(bytes);
        Assert.Equal("over TLS"u8.ToArray(), bytes);
    }

    [Fact]
    public void An_authority_that_is_there_signs_what_comes_later()
    {
        var first = Make("mine", "leader");
        Assert.Equal([_directory["mine", "authority.pem"], _directory["mine", "authority.key"], _directory["mine", "leader.pem"]], first);
        Assert.Equal([_directory["mine", "worker.pem"]], Make("mine", "worker"));
        using var connected = Connect(Read("mine", "leader"), Read("mine", "worker"));
    }

    [Fact]
    public void Another_authoritys_an_expired_one_and_none_are_refused()
    {
        Make("mine", "leader", "worker");
        Make("other", "worker");
        Certificates.Make(_directory["old"], ["leader", "worker"], Year, At(DateTimeOffset.UtcNow - 2 * Year));
        var leader = Read("mine", "leader");
        Refused(leader, null);
        Refused(leader, Read("other", "worker"));
        Refused(leader, Certificates.Read(_directory["other", "worker.pem"], _directory["mine", "authority.pem"])); // trusts, and is not trusted
        Refused(Read("old", "leader"), Read("old", "worker"));
        Refused(Read("other", "worker"), Read("mine", "worker")); // a leader whom the worker does not trust
    }

    [Fact]
    public void Certificates_are_valid_as_long_as_asked_but_not_longer_than_their_authority()
    {
        var begin = new DateTimeOffset(2030, 3, 1, 12, 0, 0, TimeSpan.Zero);
        Certificates.Make(_directory.Path, ["one"], TimeSpan.FromDays(30), At(begin));
        Certificates.Make(_directory.Path, ["two"], Year, At(begin.AddDays(10)));
        foreach (var (name, from) in new[] { ("authority", begin), ("one", begin), ("two", begin.AddDays(10)) })
        {
            using var certificate = X509Certificate2.CreateFromPem(File.ReadAllText(_directory[$"{name}.pem"]));
            Assert.Equal((from.AddHours(-1).UtcDateTime, begin.AddDays(30).UtcDateTime),
                (certificate.NotBefore.ToUniversalTime(), certificate.NotAfter.ToUniversalTime()));
        }
    }

    [Fact]
    public void An_authority_that_has_expired_signs_nothing()
    {
        var begin = new DateTimeOffset(2030, 3, 1, 12, 0, 0, TimeSpan.Zero);
        Certificates.Make(_directory.Path, ["one"], TimeSpan.FromDays(30), At(begin));
        var failure = Assert.Throws<RunException>(() => Certificates.Make(_directory.Path, ["two"], Year, At(begin.AddDays(31))));
        Assert.Equal(
            (ExitCode.Usage, $"{_directory["authority.pem"]}: this authority was valid until 2030-03-31; create another one in a new directory."),
            (failure.Code, failure.Message));
    }

    [Theory, InlineData(""), InlineData("authority"), InlineData("a/b"), InlineData("a b"), InlineData("ä"), InlineData("CN=x,O=y")]
    public void A_name_that_is_none_is_refused_before_anything_is_written(string name)
    {
        var failure = Assert.Throws<RunException>(() => Make("mine", "good", name));
        Assert.Equal(ExitCode.Usage, failure.Code);
        Assert.StartsWith($"{name}: expected a name of letters, digits", failure.Message, StringComparison.Ordinal);
        Assert.Empty(_directory.Names);
    }

    [Fact]
    public void No_certificate_is_written_over_another()
    {
        Make("mine", "leader");
        var before = File.ReadAllText(_directory["mine", "leader.pem"]);
        Assert.Equal(ExitCode.Io, Assert.Throws<RunException>(() => Make("mine", "leader")).Code);
        Assert.Equal(before, File.ReadAllText(_directory["mine", "leader.pem"]));
    }

    [UnixFact, UnsupportedOSPlatform("windows")]
    public void Only_their_owner_can_read_them() => Assert.All(
        Make("mine", "leader"), file => Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file)));

    [Fact]
    public void A_file_that_is_no_certificate_is_named_with_its_purpose()
    {
        Make("mine", "leader");
        var (good, authority, bad) = (_directory["mine", "leader.pem"], _directory["mine", "authority.pem"], _directory["bad.pem"]);
        File.WriteAllText(bad, "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
        foreach (var (certificate, other, label) in new[]
        {
            (bad, authority, $"certificate {bad}: "), (good, bad, $"authority {bad}: "), (authority, authority, $"certificate {authority}: "),
            (_directory["absent"], authority, $"certificate {_directory["absent"]}: "),
            (good, _directory["absent"], $"authority {_directory["absent"]}: "),
        })
        {
            var failure = Assert.Throws<RunException>(() => Certificates.Read(certificate, other));
            Assert.Equal(ExitCode.Usage, failure.Code);
            Assert.StartsWith(label, failure.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_certificate_without_its_own_key_is_refused_with_what_to_do()
    {
        Make("mine", "leader", "worker");
        var (leader, worker) = (File.ReadAllText(_directory["mine", "leader.pem"]), File.ReadAllText(_directory["mine", "worker.pem"]));
        const string key = "-----BEGIN PRIVATE KEY-----";
        var (without, mixed) = (_directory["tls.crt"], _directory["mixed.pem"]);
        File.WriteAllText(without, leader.Split(key)[0]);
        File.WriteAllText(mixed, leader.Split(key)[0] + key + worker.Split(key)[1]);
        RunException Refusal(string file) => Assert.Throws<RunException>(() => Certificates.Read(file, _directory["mine", "authority.pem"]));
        Assert.Equal((ExitCode.Usage, $"certificate {without}: expected a PEM file as created by actorbackprop certificates "
            + "(it has no private key; one file must have both, as from cat tls.crt tls.key > both.pem)."),
            (Refusal(without).Code, Refusal(without).Message));
        Assert.Equal((ExitCode.Usage, $"certificate {mixed}: the private key in it belongs to another certificate."),
            (Refusal(mixed).Code, Refusal(mixed).Message));
    }

    [Fact]
    public void An_intermediate_certificate_counts_only_in_the_authoritys_file()
    {
        var root = Signed("CN=root", null);
        var intermediate = Signed("CN=intermediate", root);
        var (worker, near) = (Signed("CN=worker", intermediate, isAuthority: false), Signed("CN=leader", root, isAuthority: false));
        string WithKey(X509Certificate2 leaf) => leaf.ExportCertificatePem() + "\n" + leaf.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem();
        var (rootPem, intermediatePem) = (root.ExportCertificatePem(), intermediate.ExportCertificatePem());
        string Write(string name, params string[] parts)
        {
            File.WriteAllText(_directory[name], string.Join('\n', parts) + "\n");
            return _directory[name];
        }
        var (bare, chain) = (Write("bare.pem", WithKey(worker)), Write("chain.pem", WithKey(worker), intermediatePem));
        var (both, alone, rootAlone) = (Write("both.pem", intermediatePem, rootPem), Write("alone.pem", intermediatePem), Write("root.pem", rootPem));

        var leader = Certificates.Read(Write("leader.pem", WithKey(near)), both);
        using (Connect(leader, Certificates.Read(bare, both))) { }
        using (Connect(leader, Certificates.Read(chain, both))) { }
        Assert.NotNull(Certificates.Read(_directory["leader.pem"], rootAlone).RejectionReason(worker)); // the intermediate certificate is not known there
        Assert.Equal($"certificate {chain}: its intermediate certificates must be in the authority's file on every machine, since "
            + "a process sends only its own certificate.",
            Assert.Throws<RunException>(() => Certificates.Read(chain, rootAlone)).Message);
        Assert.StartsWith($"authority {alone}: expected the self-signed certificate of an authority",
            Assert.Throws<RunException>(() => Certificates.Read(bare, alone)).Message, StringComparison.Ordinal);
    }

    public void Dispose() => _directory.Dispose();

    private static X509Certificate2 Signed(string name, X509Certificate2? issuer, bool isAuthority = true)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(isAuthority, false, 0, true));
        if (issuer is null) return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(9));
        return request.Create(issuer, issuer.NotBefore, issuer.NotAfter, RandomNumberGenerator.GetBytes(8)).CopyWithPrivateKey(key);
    }

    private static Clock At(DateTimeOffset time) => new(time);

    private IReadOnlyList<string> Make(string directory, params string[] names) =>
        Certificates.Make(_directory[directory], names, Year, TimeProvider.System);

    private WireTls Read(string directory, string name) =>
        Certificates.Read(_directory[directory, $"{name}.pem"], _directory[directory, "authority.pem"]);

    private static void Refused(WireTls leader, WireTls? worker) => Assert.Throws<IOException>(() => Connect(leader, worker));

    private static Ends Connect(WireTls leader, WireTls? worker)
    {
        var connected = new TaskCompletionSource<Stream>();
        using var listener = new WireListener(new IPEndPoint(IPAddress.Loopback, 0), leader, TimeSpan.FromSeconds(1));
        var stream = WireConnector.Connect(listener.EndPoint, listener.Issue(connected.SetResult), worker);
        return new Ends(connected.Task.Result, stream);
    }

    private sealed class Clock(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }

    private sealed record Ends(Stream Leader, Stream Worker) : IDisposable
    {
        public void Dispose()
        {
            Leader.Dispose();
            Worker.Dispose();
        }
    }
}
