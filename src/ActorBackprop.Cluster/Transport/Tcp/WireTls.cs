using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace ActorBackprop.Cluster.Transport.Tcp;

/// <summary>
/// Mutual TLS with a custom authority: each side shows a certificate that this authority, and no other, has signed. Each process is both
/// server and client, at Akka's port and at the port for gradients, so a certificate must be valid for both purposes.
/// </summary>
/// <param name="Certificate">This side's certificate with its private key.</param>
/// <param name="Authorities">The authorities that both sides trust, instead of the system's, and intermediate certificates.</param>
public sealed record WireTls(X509Certificate2 Certificate, X509Certificate2Collection Authorities)
{
    private static readonly Oid ServerPurpose = new("1.3.6.1.5.5.7.3.1"), ClientPurpose = new("1.3.6.1.5.5.7.3.2");

    /// <summary>Returns the options of the side that listens.</summary>
    /// <param name="refused">Receives the reason if the other side's certificate is not trusted.</param>
    internal SslServerAuthenticationOptions ForListener(Action<string> refused) => new()
    {
        ServerCertificate = Certificate,
        ClientCertificateRequired = true,
        CertificateChainPolicy = Policy(),
        CipherSuitesPolicy = Ciphers(),
        RemoteCertificateValidationCallback = (_, certificate, chain, errors) => IsTrusted(certificate, chain, errors, refused),
    };

    /// <summary>Returns the options of the side that connects.</summary>
    /// <param name="refused">Receives the reason if the other side's certificate is not trusted.</param>
    internal SslClientAuthenticationOptions ForConnector(Action<string> refused) => new()
    {
        TargetHost = "actorbackprop",
        ClientCertificates = [Certificate],
        CertificateChainPolicy = Policy(),
        CipherSuitesPolicy = Ciphers(),
        RemoteCertificateValidationCallback = (_, certificate, chain, errors) => IsTrusted(certificate, chain, errors, refused),
    };

    /// <summary>Returns the reason not to trust a certificate, as a clause; null if the authority has signed it, it is for servers and
    /// clients, and it is valid now.</summary>
    public string? RejectionReason(X509Certificate2? certificate)
    {
        using var chain = new X509Chain { ChainPolicy = Policy() };
        return certificate is not null && chain.Build(certificate) ? null : WhyNot(certificate, chain);
    }

    /// <summary>Returns whether a certificate has signed itself.</summary>
    public static bool IsRoot(X509Certificate2 certificate) =>
        certificate.SubjectName.RawData.AsSpan().SequenceEqual(certificate.IssuerName.RawData);

    // Names are not compared: the authority signs certificates for this purpose only.
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
                $"its certificate is valid from {certificate.NotBefore.ToUniversalTime():u} to {certificate.NotAfter.ToUniversalTime():u} only",
            X509ChainStatusFlags.NotValidForUsage =>
                "its certificate, or one that signed it, is for another purpose (extended key usage); expected one for servers and clients",
            _ => "its certificate was not signed by the authority for this purpose",
        };
    }

    // The fastest safe ciphers, since a gradient has megabytes. On other systems .NET cannot restrict the choice.
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
