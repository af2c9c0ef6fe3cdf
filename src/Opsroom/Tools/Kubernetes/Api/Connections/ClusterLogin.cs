using System.Net;
using k8s;
using k8s.Authentication;

namespace Opsroom.Tools.Kubernetes.Api.Connections;

/// <summary>An opened way to a cluster: address, trust and credentials as they were when it was opened.</summary>
internal sealed class ClusterLogin
{
    private readonly ServiceClientCredentials? credentials;
    private readonly Impersonation impersonation;
    private readonly string? serverName;

    private ClusterLogin(KubernetesClientConfiguration configuration, KubeconfigEntry? entry)
    {
        Server = new Uri(configuration.Host.TrimEnd('/') + "/");
        Namespace = string.IsNullOrEmpty(configuration.Namespace) ? "default" : configuration.Namespace.Trim();
        credentials = k8s.Kubernetes.CreateCredentials(configuration);
        impersonation = entry?.User?.Impersonation ?? Impersonation.Nobody;
        serverName = entry?.Cluster.Endpoint.TlsServerName;
        Trust = new ServerTrust(configuration.SslCaCerts, configuration.SkipTlsVerify);
        Client = CreateClient(configuration, entry?.Cluster.ProxyUrl, Trust);
    }

    /// <summary>Ends with a slash.</summary>
    public Uri Server { get; }

    /// <summary>Where objects are meant to be when no namespace is named.</summary>
    public string Namespace { get; }

    public ServerTrust Trust { get; }

    public HttpClient Client { get; }

    /// <summary>Files that it was made from, as they were.</summary>
    public required string Stamp { get; init; }

    public required IReadOnlyList<string> Files { get; init; }

    public bool IsOutdated => ClusterSource.StampOf(Files) != Stamp;

    /// <summary>Reads what the source says and logs in; a credential plugin runs now.</summary>
    /// <exception cref="KubeconfigException">It cannot be used.</exception>
    public static ClusterLogin Open(ClusterSource source)
    {
        KubeconfigEntry? entry = null;
        if (!source.Files.IsEmpty)
        {
            entry = Kubeconfig.Read(source.Files).Select(source.Context);
        }

        IReadOnlyList<string> files = [.. source.Files, .. entry?.Files ?? []];
        var stamp = ClusterSource.StampOf(files);
        try
        {
            var configuration = entry is null ? KubernetesClientConfiguration.InClusterConfig() : KubernetesClientConfiguration.BuildConfigFromConfigObject(entry.ToConfiguration());
            return new ClusterLogin(configuration, entry) { Stamp = stamp, Files = files };
        }
        catch (Exception exception) when (exception is not (KubeconfigException or OutOfMemoryException))
        {
            // the library lets out whatever its readers of certificates, plugins and numbers throw
            throw new KubeconfigException(exception.Message);
        }
    }

    /// <summary>Adds who is asking. A token that is about to expire is renewed now.</summary>
    public async Task SignAsync(HttpRequestMessage message, CancellationToken cancellationToken)
    {
        if (credentials is not null)
        {
            await credentials.ProcessHttpRequestAsync(message, cancellationToken);
        }

        // the name is checked against the certificate, so the handler takes it from here
        message.Headers.Host = serverName;
        AddHeader(message, "Impersonate-User", impersonation.User);
        AddHeader(message, "Impersonate-Uid", impersonation.Uid);
        foreach (var group in impersonation.Groups)
        {
            AddHeader(message, "Impersonate-Group", group);
        }

        foreach (var (key, value) in impersonation.Extra)
        {
            AddHeader(message, $"Impersonate-Extra-{Uri.EscapeDataString(key)}", value);
        }
    }

    private static void AddHeader(HttpRequestMessage message, string name, string? value)
    {
        if (!string.IsNullOrEmpty(value))
        {
            message.Headers.TryAddWithoutValidation(name, value);
        }
    }

    private static HttpClient CreateClient(KubernetesClientConfiguration configuration, string? proxy, ServerTrust trust)
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            AutomaticDecompression = DecompressionMethods.All,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            // a watch whose server vanished would wait for ever
            KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests,
            KeepAlivePingDelay = TimeSpan.FromSeconds(30),
            KeepAlivePingTimeout = TimeSpan.FromSeconds(15),
        };
        if (!string.IsNullOrEmpty(proxy))
        {
            handler.Proxy = new WebProxy(proxy);
        }

        trust.Use(handler.SslOptions);
        if (ClientCertificate.Of(configuration) is { } certificate)
        {
            handler.SslOptions.ClientCertificateContext = certificate;
        }

        return new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
    }
}
