using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using k8s;

namespace Opsroom.Tools.Kubernetes.Api.Connections;

/// <summary>The certificate that a user of a kubeconfig logs in with, and those between it and its authority.</summary>
internal static class ClientCertificate
{
    /// <summary>Null where there is none.</summary>
    /// <exception cref="KubeconfigException">It cannot be read, or is without its key.</exception>
    public static SslStreamCertificateContext? Of(KubernetesClientConfiguration configuration)
    {
        if (TextOf(configuration.ClientCertificateData, configuration.ClientCertificateFilePath) is not { } certificates)
        {
            return null;
        }

        var key = TextOf(configuration.ClientCertificateKeyData, configuration.ClientKeyFilePath) ?? throw new KubeconfigException("its client certificate has no client key");
        var chain = new X509Certificate2Collection();
        chain.ImportFromPem(certificates);
        return SslStreamCertificateContext.Create(X509Certificate2.CreateFromPem(certificates, key), chain, offline: true);
    }

    private static string? TextOf(string? data, string? file) =>
        !string.IsNullOrEmpty(data) ? Encoding.UTF8.GetString(Convert.FromBase64String(data))
        : !string.IsNullOrEmpty(file) ? File.ReadAllText(file)
        : null;
}
