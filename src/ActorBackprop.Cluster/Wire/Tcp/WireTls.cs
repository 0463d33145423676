using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace ActorBackprop.Cluster.Wire.Tcp;

/// <summary>Mutual TLS with an authority of one's own: each side shows a certificate that this authority, and no other, has signed.</summary>
/// <param name="Certificate">This side's, with its private key.</param>
/// <param name="Authority">Whom both sides trust; the system's own authorities count for nothing.</param>
public sealed record WireTls(X509Certificate2 Certificate, X509Certificate2 Authority)
{
    /// <param name="refused">Told why, where the other side's certificate is not to be trusted.</param>
    internal SslServerAuthenticationOptions ForListener(Action<string> refused) => new()
    {
        ServerCertificate = Certificate,
        ClientCertificateRequired = true,
        CertificateChainPolicy = Policy(),
        CipherSuitesPolicy = Ciphers(),
        RemoteCertificateValidationCallback = (_, certificate, chain, errors) =>
        {
            if (Refuse(certificate, chain, errors) is not { } why) return true;
            refused(why);
            return false;
        },
    };

    internal SslClientAuthenticationOptions ForConnector() => new()
    {
        TargetHost = "actorbackprop",
        ClientCertificates = [Certificate],
        CertificateChainPolicy = Policy(),
        CipherSuitesPolicy = Ciphers(),
        RemoteCertificateValidationCallback = static (_, certificate, chain, errors) => Refuse(certificate, chain, errors) is null,
    };

    /// <summary>Why a certificate is not to be trusted, as a sentence without its end; null if it is the authority's, and of today.</summary>
    public string? Refuse(X509Certificate2? certificate)
    {
        using var chain = new X509Chain { ChainPolicy = Policy() };
        return certificate is not null && chain.Build(certificate) ? null : WhyNot(certificate, chain);
    }

    // Names are not compared: a process is known by its key, and the authority signs nothing else.
    private static string? Refuse(X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors) =>
        certificate is not null && (errors & ~SslPolicyErrors.RemoteCertificateNameMismatch) == SslPolicyErrors.None
            ? null
            : WhyNot(certificate as X509Certificate2, chain);

    private static string WhyNot(X509Certificate2? certificate, X509Chain? chain) => certificate is null
        ? "it has shown no certificate"
        : chain?.ChainStatus is [{ Status: X509ChainStatusFlags.NotTimeValid }]
            ? $"its certificate is good from {certificate.NotBefore.ToUniversalTime():u} to {certificate.NotAfter.ToUniversalTime():u} only"
            : "its certificate is none that the authority has signed for this";

    // The fastest that is safe: a gradient is megabytes. Elsewhere than here the system's own choice cannot be narrowed.
    private static CipherSuitesPolicy? Ciphers() => OperatingSystem.IsLinux()
        ? new CipherSuitesPolicy([TlsCipherSuite.TLS_AES_128_GCM_SHA256, TlsCipherSuite.TLS_AES_256_GCM_SHA384]) : null;

    private X509ChainPolicy Policy() => new()
    {
        TrustMode = X509ChainTrustMode.CustomRootTrust,
        CustomTrustStore = { Authority },
        RevocationMode = X509RevocationMode.NoCheck,
        DisableCertificateDownloads = true,
    };
}
