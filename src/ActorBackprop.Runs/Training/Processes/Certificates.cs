using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ActorBackprop.Cluster.Transport.Tcp;

namespace ActorBackprop.Runs.Training.Processes;

/// <summary>Certificates for training on several machines: a custom authority, and certificates that it has signed.</summary>
public static class Certificates
{
    private const string Authority = "authority", Extension = ".pem", KeyExtension = ".key";

    // A clock may be a little behind the one that signs.
    private static readonly TimeSpan Leeway = TimeSpan.FromHours(1);

    /// <summary>Reads what the two sides show each other.</summary>
    /// <param name="certificate">A file with this side's certificate and private key, in PEM.</param>
    /// <param name="authority">A file with the authority's certificate, in PEM, and intermediate ones that it has signed.</param>
    /// <exception cref="RunException">A file cannot be read or is no certificate; it has no private key, or another certificate's.</exception>
    public static WireTls Read(string certificate, string authority)
    {
        var own = Load("certificate", certificate, LoadWithKey);
        var authorities = Load("authority", authority, LoadAll);
        if (authorities.Count == 0)
            throw new RunException(ExitCode.Usage, $"authority {authority}: expected the authority's certificate in PEM, found none.");
        if (!authorities.Any(WireTls.IsRoot))
            throw new RunException(ExitCode.Usage, $"authority {authority}: expected the certificate of an authority that has signed itself, "
                + "found intermediate ones only; put the authority's into the file, too.");
        var tls = new WireTls(own, authorities);
        var intermediates = Load("certificate", certificate, LoadAll).Where(other => !WireTls.IsRoot(other));
        if (tls.RejectionReason(own) is not null && new WireTls(own, [.. authorities, .. intermediates]).RejectionReason(own) is null)
            throw new RunException(ExitCode.Usage, $"certificate {certificate}: its intermediate certificates have to be in the authority's "
                + "file, on every machine; a process shows others its own certificate only.");
        return tls;
    }

    /// <summary>Makes certificates, and an authority where there is none.</summary>
    /// <param name="directory">Where to; made if it is not there.</param>
    /// <param name="names">One certificate for each.</param>
    /// <param name="time">How long they are good for.</param>
    /// <param name="clock">Tells the day.</param>
    /// <returns>The files.</returns>
    /// <exception cref="RunException">A name is none, or taken; or a file cannot be written.</exception>
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
            WriteNew(file, own.ExportCertificatePem() + "\n"); // else cat joins two of them to none
            WriteNew(key, own.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem() + "\n");
            files.AddRange([file, key]);
        }
        using var authority = X509Certificate2.CreateFromPemFile(file, key);
        var until = authority.NotAfter.ToUniversalTime();
        if (until <= from + Leeway)
            throw new RunException(ExitCode.Usage,
                $"{file}: this authority was good until {until:yyyy-MM-dd}; make another in a directory of its own.");
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
            [new Oid("1.3.6.1.5.5.7.3.1"), new Oid("1.3.6.1.5.5.7.3.2")], false)); // shown by servers, and by clients
        var begin = from < authority.NotBefore ? authority.NotBefore : from;
        using var signed = request.Create(authority, begin, to, RandomNumberGenerator.GetBytes(16));
        return signed.ExportCertificatePem() + "\n" + key.ExportPkcs8PrivateKeyPem() + "\n";
    }

    private static X509Certificate2 LoadWithKey(string file)
    {
        if (!File.ReadAllText(file).Contains("PRIVATE KEY-----", StringComparison.Ordinal))
            throw new CryptographicException("it holds no private key; one file has to hold both, as cat tls.crt tls.key > both.pem makes it");
        // Through PKCS #12, since not every system's TLS takes a key that is in memory only.
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
                $"{role} {file}: expected a PEM file as actorbackprop certificates makes it ({cause.Message.TrimEnd('.')}).");
        }
    }

    /// <summary>Writes a file that only its owner may read, and none over another.</summary>
    private static void WriteNew(string path, string text)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var file = new StreamWriter(path, options);
        file.Write(text);
    }
}
