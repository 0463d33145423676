using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ActorBackprop.Cluster.Transport.Tcp;

namespace ActorBackprop.Cluster.Tests.Transport.Support;

/// <summary>An authority made for a test, and what it signs.</summary>
internal sealed class Certificates
{
    private readonly X509Certificate2 _authority;
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public Certificates()
    {
        var request = new CertificateRequest("CN=authority of a test", _key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        _authority = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddYears(-1), DateTimeOffset.UtcNow.AddYears(1));
    }

    /// <summary>Returns a side with a valid certificate that trusts this authority.</summary>
    public WireTls Good() => new(Sign(DateTimeOffset.UtcNow.AddDays(1)), [_authority]);

    /// <summary>A party whose certificate is for these purposes only, each an object identifier.</summary>
    public WireTls For(params string[] purposes) => new(Sign(DateTimeOffset.UtcNow.AddDays(1), purposes), [_authority]);

    /// <summary>A party whose certificate was good until yesterday.</summary>
    public WireTls Expired() => new(Sign(DateTimeOffset.UtcNow.AddDays(-1)), [_authority]);

    /// <summary>Returns a side that trusts this authority, with a certificate of another one.</summary>
    public WireTls Of(Certificates other) => new(other.Sign(DateTimeOffset.UtcNow.AddDays(1)), [_authority]);

    /// <summary>A party as text, for another process.</summary>
    public static string Write(WireTls party) =>
        $"{Convert.ToBase64String(party.Certificate.Export(X509ContentType.Pkcs12))}|{Convert.ToBase64String(party.Authorities[0].RawData)}";

    /// <summary>A party from its text.</summary>
    public static WireTls Read(string text)
    {
        var parts = text.Split('|').Select(Convert.FromBase64String).ToArray();
        return new WireTls(X509CertificateLoader.LoadPkcs12(parts[0], null), [X509CertificateLoader.LoadCertificate(parts[1])]);
    }

    private X509Certificate2 Sign(DateTimeOffset until, params string[] purposes)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=a process of a test", key, HashAlgorithmName.SHA256);
        if (purposes.Length > 0)
        {
            var usages = new OidCollection();
            foreach (var purpose in purposes) usages.Add(new Oid(purpose));
            request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension(usages, critical: false));
        }
        var signed = request.Create(_authority, until.AddDays(-30), until, RandomNumberGenerator.GetBytes(8));
        return signed.CopyWithPrivateKey(key);
    }
}
