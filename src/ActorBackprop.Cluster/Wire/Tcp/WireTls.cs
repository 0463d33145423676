using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace ActorBackprop.Cluster.Wire.Tcp;

/// <summary>Mutual TLS with an authority of one's own: each side shows a certificate that this authority, and no other, has signed.</summary>
/// <param name="Certificate">This side's, with its private key.</param>
/// <param name="Authority">Whom both sides trust; the system's own authorities count for nothing.</param>
public sealed record WireTls(X509Certificate2 Certificate, X509Certificate2 Authority)
{
    internal SslServerAuthenticationOptions ForListener() => new()
    {
        ServerCertificate = Certificate,
        ClientCertificateRequired = true,
        CertificateChainPolicy = Policy(),
        CipherSuitesPolicy = Ciphers(),
        RemoteCertificateValidationCallback = IsTrusted,
    };

    internal SslClientAuthenticationOptions ForConnector() => new()
    {
        TargetHost = "actorbackprop",
        ClientCertificates = [Certificate],
        CertificateChainPolicy = Policy(),
        CipherSuitesPolicy = Ciphers(),
        RemoteCertificateValidationCallback = IsTrusted,
    };

    /// <summary>Whether a certificate is the authority's, and of today.</summary>
    internal bool Trusts(X509Certificate2? certificate)
    {
        using var chain = new X509Chain { ChainPolicy = Policy() };
        return certificate is not null && chain.Build(certificate);
    }

    // Names are not compared: a process is known by its key, and the authority signs nothing else.
    private static bool IsTrusted(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors) =>
        certificate is not null && (errors & ~SslPolicyErrors.RemoteCertificateNameMismatch) == SslPolicyErrors.None;

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
