using k8s.KubeConfigModels;
using Opsroom.Tools.Kubernetes.Objects;

namespace Opsroom.Tools.Kubernetes.Api.Connections;

/// <summary>Kubeconfig files as one: of what stands in several, the first counts. Files that are not there are passed over, as kubectl does.</summary>
internal sealed class Kubeconfig
{
    private readonly IReadOnlyList<KubeconfigFile> files;

    private Kubeconfig(IReadOnlyList<KubeconfigFile> files) => this.files = files;

    public string? CurrentContext => files.Select(file => file.CurrentContext).FirstOrDefault(name => name is not null);

    public IReadOnlyList<string> Contexts => [.. files.SelectMany(file => file.Contexts).Distinct(StringComparer.Ordinal)];

    /// <exception cref="KubeconfigException">One of the files cannot be read.</exception>
    public static Kubeconfig Read(IEnumerable<string> paths) => new([.. paths.Where(File.Exists).Select(KubeconfigFile.Read)]);

    /// <summary>What a context consists of.</summary>
    /// <param name="name">Null for the current context.</param>
    /// <exception cref="KubeconfigException">A part of it is missing.</exception>
    public KubeconfigEntry Select(string? name)
    {
        var chosen = name ?? CurrentContext ?? throw new KubeconfigException(files.Count == 0 ? "no such file is there" : "it has no current-context, and no context is named");
        var context = First(file => file.Context(chosen)) ?? throw new KubeconfigException($"it has no context '{OutsideText.OneLine(chosen)}'");
        var clusterName = context.TextAt("cluster") ?? throw new KubeconfigException($"the context '{OutsideText.OneLine(chosen)}' names no cluster");
        var cluster = First(file => file.Cluster(clusterName)) ?? throw new KubeconfigException($"it has no cluster '{OutsideText.OneLine(clusterName)}'");
        if (!Uri.TryCreate(cluster.Endpoint.Server, UriKind.Absolute, out var server) || server.Scheme is not ("http" or "https"))
        {
            throw new KubeconfigException($"the server of the cluster '{OutsideText.OneLine(clusterName)}' is no http or https address");
        }

        var userName = context.TextAt("user");
        var user = string.IsNullOrEmpty(userName) ? null : First(file => file.User(userName)) ?? throw new KubeconfigException($"it has no user '{OutsideText.OneLine(userName)}'");
        return new KubeconfigEntry(chosen, context.TextAt("namespace"), cluster, user);
    }

    private T? First<T>(Func<KubeconfigFile, T?> find)
        where T : class => files.Select(find).FirstOrDefault(found => found is not null);
}

/// <summary>A context with its cluster and user.</summary>
internal sealed record KubeconfigEntry(string Context, string? Namespace, KubeconfigCluster Cluster, KubeconfigUser? User)
{
    /// <summary>Files whose change means that credentials changed.</summary>
    public IEnumerable<string> Files => new[]
    {
        Cluster.Endpoint.CertificateAuthority, User?.TokenFile, User?.Credentials.ClientCertificate, User?.Credentials.ClientKey,
    }.OfType<string>();

    /// <summary>In the form that the client library logs in with.</summary>
    /// <exception cref="KubeconfigException">The file with the token cannot be read.</exception>
    public K8SConfiguration ToConfiguration() => new()
    {
        CurrentContext = Context,
        Contexts = [new Context { Name = Context, ContextDetails = new ContextDetails { Cluster = Context, User = HasCredentials ? Context : null, Namespace = Namespace } }],
        Clusters = [new k8s.KubeConfigModels.Cluster { Name = Context, ClusterEndpoint = Cluster.Endpoint }],
        Users = HasCredentials ? [new User { Name = Context, UserCredentials = WithToken(User!) }] : [],
    };

    private bool HasCredentials => User is { TokenFile: not null } or { Credentials: { Token.Length: > 0 } or { UserName.Length: > 0 } or { ClientCertificate: not null } or { ClientCertificateData: not null } or { AuthProvider: not null } or { ExternalExecution: not null } };

    private static UserCredentials WithToken(KubeconfigUser user)
    {
        if (user.TokenFile is { } file)
        {
            try
            {
                user.Credentials.Token = File.ReadAllText(file).Trim();
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                throw new KubeconfigException($"the token file {file} cannot be read: {OutsideText.OneLine(exception.Message)}");
            }
        }

        return user.Credentials;
    }
}
