using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ActorBackprop.Cluster.Transport.Tcp;
using ActorBackprop.Runs.Storage;

namespace ActorBackprop.Runs.Training.Processes;

/// <summary>Certificates for training on several machines: an authority, and certificates signed by it.</summary>
public static class Certificates
{
    private const string Authority = "authority", Extension = ".pem", KeyExtension = ".key";

    // Tolerates clocks that are behind that of the signing machine.
    private static readonly TimeSpan Leeway = TimeSpan.FromHours(1);

    /// <summary>Reads the certificates of one side of a connection.</summary>
    /// <param name="certificate">A file with this side's certificate and private key in PEM.</param>
    /// <param name="authority">A file in PEM with the authority's certificate and the intermediate certificates signed by it.</param>
    /// <exception cref="RunException">A file cannot be read, is not a certificate, or lacks the matching private key.</exception>
    public static WireTls Read(string certificate, string authority)
    {
        var own = Load("certificate", certificate, LoadWithKey);
        var authorities = Load("authority", authority, LoadAll);
        if (authorities.Count == 0)
            throw new RunException(ExitCode.Usage, $"authority {authority}: expected the authority's certificate in PEM, found none.");
        if (!authorities.Any(WireTls.IsRoot))
            throw new RunException(ExitCode.Usage, $"authority {authority}: expected the self-signed certificate of an authority, "
                + "found only intermediate ones; add the authority's to the file.");
        var tls = new WireTls(own, authorities);
        var intermediates = Load("certificate", certificate, LoadAll).Where(other => !WireTls.IsRoot(other));
        if (tls.RejectionReason(own) is not null && new WireTls(own, [.. authorities, .. intermediates]).RejectionReason(own) is null)
            throw new RunException(ExitCode.Usage, $"certificate {certificate}: its intermediate certificates must be in the authority's "
                + "file on every machine, since a process sends only its own certificate.");
        return tls;
    }

    /// <summary>Creates certificates, and an authority if there is none.</summary>
    /// <param name="directory">The directory, created if it does not exist.</param>
    /// <param name="names">The names; one certificate each.</param>
    /// <param name="time">How long the certificates are valid.</param>
    /// <param name="clock">The clock.</param>
    /// <returns>The files.</returns>
    /// <exception cref="RunException">A name is invalid or exists, or a file cannot be written.</exception>
    public static IReadOnlyList<string> Make(string directory, IReadOnlyList<string> names, TimeSpan time, TimeProvider clock)
    {
        foreach (var name in names)
            if (name.Length is < 1 or > 64 || name == Authority || !name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.'))
                throw new RunException(ExitCode.Usage, $"{name}: expected a name of letters, digits, -, _ and . that is not {Authority}.");
        try
        {
            Directory.CreateDirectory(directory);
            return Write(directory, names, clock.GetUtcNow() - Leeway, clock.GetUtcNow() + time);
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new RunException(ExitCode.Io, $"{directory}: {cause.Message}");
        }
    }

    private static List<string> Write(string directory, IReadOnlyList<string> names, DateTimeOffset from, DateTimeOffset to)
    {
        var files = new List<string>();
        var (file, key) = (Path.Combine(directory, Authority + Extension), Path.Combine(directory, Authority + KeyExtension));
        if (!File.Exists(key))
        {
            using var own = NewAuthority(from, to);
            WriteNew(file, own.ExportCertificatePem() + "\n"); // without it, cat would join two certificates on one line
            WriteNew(key, own.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem() + "\n");
            files.AddRange([file, key]);
        }
        using var authority = X509Certificate2.CreateFromPemFile(file, key);
        var until = authority.NotAfter.ToUniversalTime();
        if (until <= from + Leeway)
            throw new RunException(ExitCode.Usage,
                $"{file}: this authority was valid until {until:yyyy-MM-dd}; create another one in a new directory.");
        foreach (var name in names)
        {
            var path = Path.Combine(directory, name + Extension);
            WriteNew(path, Sign(authority, name, from, to < authority.NotAfter ? to : authority.NotAfter));
            files.Add(path);
        }
        return files;
    }

    private static X509Certificate2 NewAuthority(DateTimeOffset from, DateTimeOffset to)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=actorbackprop authority", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, true, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, true));
        return request.CreateSelfSigned(from, to);
    }

    private static string Sign(X509Certificate2 authority, string name, DateTimeOffset from, DateTimeOffset to)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension(
            [new Oid("1.3.6.1.5.5.7.3.1"), new Oid("1.3.6.1.5.5.7.3.2")], false)); // for servers and for clients
        var begin = from < authority.NotBefore ? authority.NotBefore : from;
        using var signed = request.Create(authority, begin, to, RandomNumberGenerator.GetBytes(16));
        return signed.ExportCertificatePem() + "\n" + key.ExportPkcs8PrivateKeyPem() + "\n";
    }

    private static X509Certificate2 LoadWithKey(string file)
    {
        if (!File.ReadAllText(file).Contains("PRIVATE KEY-----", StringComparison.Ordinal))
            throw new CryptographicException("it has no private key; one file must have both, as from cat tls.crt tls.key > both.pem");
        // Through PKCS #12, since the TLS of some systems rejects a key that is only in memory.
        using var pem = X509Certificate2.CreateFromPemFile(file);
        return X509CertificateLoader.LoadPkcs12(pem.Export(X509ContentType.Pkcs12), null);
    }

    private static X509Certificate2Collection LoadAll(string file)
    {
        var all = new X509Certificate2Collection();
        all.ImportFromPemFile(file);
        return all;
    }

    private static T Load<T>(string role, string file, Func<string, T> load)
    {
        try
        {
            return load(file);
        }
        catch (ArgumentException)
        {
            throw new RunException(ExitCode.Usage, $"{role} {file}: the private key in it belongs to another certificate.");
        }
        catch (Exception cause) when (cause is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw new RunException(ExitCode.Usage,
                $"{role} {file}: expected a PEM file as created by actorbackprop certificates ({cause.Message.TrimEnd('.')}).");
        }
    }

    private static void WriteNew(string path, string text) => RunIo.WritePrivate(path, FileMode.CreateNew, text);
}
