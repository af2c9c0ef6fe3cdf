using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace Opsroom.Tools.Kubernetes.Api.Connections;

/// <summary>Whether a server's certificate is the cluster's: signed by the authorities of the kubeconfig (without any, by the system's), current, and for the server's name.</summary>
/// <param name="acceptsAny">Only where the kubeconfig says <c>insecure-skip-tls-verify</c>.</param>
internal sealed class ServerTrust(X509Certificate2Collection? authorities, bool acceptsAny)
{
    private volatile string? lastFault;

    /// <summary>Why a certificate was not accepted; null where none was refused.</summary>
    public string? LastFault => lastFault;

    public void Use(SslClientAuthenticationOptions options)
    {
        if (authorities is { Count: > 0 })
        {
            options.CertificateChainPolicy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
            options.CertificateChainPolicy.CustomTrustStore.AddRange(authorities);
        }

        options.RemoteCertificateValidationCallback = (_, certificate, chain, errors) =>
        {
            lastFault = errors == SslPolicyErrors.None || acceptsAny ? null : FaultOf(certificate, chain, errors);
            return lastFault is null;
        };
    }

    private string FaultOf(X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (certificate is not X509Certificate2 shown)
        {
            return "it shows no certificate";
        }

        var statuses = chain?.ChainStatus.Aggregate(X509ChainStatusFlags.NoError, (all, each) => all | each.Status) ?? X509ChainStatusFlags.NoError;
        return statuses.HasFlag(X509ChainStatusFlags.NotTimeValid) ? $"its certificate, or that of its authority, is not valid at this time (valid from {shown.NotBefore.ToUniversalTime():yyyy-MM-dd} to {shown.NotAfter.ToUniversalTime():yyyy-MM-dd})"
            : errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch) ? "its certificate is for another name"
            : $"its certificate is not signed by {(authorities is { Count: > 0 } ? "the certificate authority of the kubeconfig" : "an authority that this system knows")}";
    }
}
