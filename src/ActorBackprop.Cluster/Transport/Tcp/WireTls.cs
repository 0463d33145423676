using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace ActorBackprop.Cluster.Transport.Tcp;

/// <summary>
/// Mutual TLS with a custom authority: each side shows a certificate that this authority, and no other, has signed. Each
/// process is server and client, at Akka's port and at the one for gradients, so a certificate has to be good for both.
/// </summary>
/// <param name="Certificate">This side's, with its private key.</param>
/// <param name="Authorities">Whom both sides trust, and intermediate certificates that they have signed. The system's own authorities do
/// not count.</param>
public sealed record WireTls(X509Certificate2 Certificate, X509Certificate2Collection Authorities)
{
    private static readonly Oid ServerPurpose = new("1.3.6.1.5.5.7.3.1"), ClientPurpose = new("1.3.6.1.5.5.7.3.2");

    /// <param name="refused">Told why, where the other side's certificate is not to be trusted.</param>
    internal SslServerAuthenticationOptions ForListener(Action<string> refused) => new()
    {
        ServerCertificate = Certificate,
        ClientCertificateRequired = true,
        CertificateChainPolicy = Policy(),
        CipherSuitesPolicy = Ciphers(),
        RemoteCertificateValidationCallback = (_, certificate, chain, errors) => IsTrusted(certificate, chain, errors, refused),
    };

    /// <param name="refused">Told why, where the other side's certificate is not to be trusted.</param>
    internal SslClientAuthenticationOptions ForConnector(Action<string> refused) => new()
    {
        TargetHost = "actorbackprop",
        ClientCertificates = [Certificate],
        CertificateChainPolicy = Policy(),
        CipherSuitesPolicy = Ciphers(),
        RemoteCertificateValidationCallback = (_, certificate, chain, errors) => IsTrusted(certificate, chain, errors, refused),
    };

    /// <summary>Why a certificate is not to be trusted, as a sentence without its end; null if it is the authority's, for servers and
    /// clients, and of today.</summary>
    public string? RejectionReason(X509Certificate2? certificate)
    {
        using var chain = new X509Chain { ChainPolicy = Policy() };
        return certificate is not null && chain.Build(certificate) ? null : WhyNot(certificate, chain);
    }

    /// <summary>Whether a certificate has signed itself.</summary>
    public static bool IsRoot(X509Certificate2 certificate) =>
        certificate.SubjectName.RawData.AsSpan().SequenceEqual(certificate.IssuerName.RawData);

    // Names are not compared: a process is known by its key, and the authority signs nothing else.
    private static bool IsTrusted(X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors, Action<string> refused)
    {
        if (certificate is not null && (errors & ~SslPolicyErrors.RemoteCertificateNameMismatch) == SslPolicyErrors.None) return true;
        refused(WhyNot(certificate as X509Certificate2, chain));
        return false;
    }

    private static string WhyNot(X509Certificate2? certificate, X509Chain? chain)
    {
        if (certificate is null) return "it has shown no certificate";
        var problems = chain is null ? X509ChainStatusFlags.NoError
            : chain.ChainStatus.Aggregate(X509ChainStatusFlags.NoError, (all, status) => all | status.Status);
        return problems switch
        {
            X509ChainStatusFlags.NotTimeValid =>
                $"its certificate is good from {certificate.NotBefore.ToUniversalTime():u} to {certificate.NotAfter.ToUniversalTime():u} only",
            X509ChainStatusFlags.NotValidForUsage =>
                "its certificate, or one that signed it, is for another purpose (extended key usage); expected one for servers and clients",
            _ => "its certificate is none that the authority has signed for this",
        };
    }

    // The fastest that is safe: a gradient is megabytes. Elsewhere than here the system's own choice cannot be narrowed.
    private static CipherSuitesPolicy? Ciphers() => OperatingSystem.IsLinux()
        ? new CipherSuitesPolicy([TlsCipherSuite.TLS_AES_128_GCM_SHA256, TlsCipherSuite.TLS_AES_256_GCM_SHA384]) : null;

    private X509ChainPolicy Policy()
    {
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
            DisableCertificateDownloads = true,
            ApplicationPolicy = { ServerPurpose, ClientPurpose },
        };
        foreach (var authority in Authorities) (IsRoot(authority) ? policy.CustomTrustStore : policy.ExtraStore).Add(authority);
        return policy;
    }
}
