using k8s.KubeConfigModels;
using Opsroom.Tools.Kubernetes.Objects;
using Opsroom.Tools.Yaml;

namespace Opsroom.Tools.Kubernetes.Api.Connections;

/// <summary>One kubeconfig file. Paths in it are relative to its folder.</summary>
internal sealed class KubeconfigFile(YamlMap root, string folder)
{
    public string? CurrentContext => root.TextAt("current-context") is { Length: > 0 } name ? name : null;

    public IEnumerable<string> Contexts => root.MapsAt("contexts").Select(each => each.TextAt("name")).OfType<string>();

    /// <exception cref="KubeconfigException">It cannot be read.</exception>
    public static KubeconfigFile Read(string path)
    {
        YamlReading reading;
        try
        {
            reading = YamlReader.Read(File.ReadAllText(path));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new KubeconfigException($"{path} cannot be read: {OutsideText.OneLine(exception.Message)}");
        }

        if (reading.Faults.Count > 0)
        {
            var fault = reading.Faults[0];
            throw new KubeconfigException($"{path} is not a kubeconfig, line {fault.Line}: {OutsideText.OneLine(fault.Message)}");
        }

        return reading.Root is YamlMap map
            ? new KubeconfigFile(map, Path.GetDirectoryName(Path.GetFullPath(path))!)
            : throw new KubeconfigException($"{path} is not a kubeconfig: it has no clusters, users and contexts");
    }

    public YamlMap? Context(string name) => Named("contexts", name)?.MapAt("context");

    public KubeconfigCluster? Cluster(string name) => Named("clusters", name)?.MapAt("cluster") is { } each
        ? new(
            new ClusterEndpoint
            {
                Server = each.TextAt("server"),
                CertificateAuthority = PathAt(each, "certificate-authority"),
                CertificateAuthorityData = each.TextAt("certificate-authority-data"),
                SkipTlsVerify = each.FlagAt("insecure-skip-tls-verify") is true,
                TlsServerName = each.TextAt("tls-server-name"),
            },
            each.TextAt("proxy-url"))
        : null;

    public KubeconfigUser? User(string name)
    {
        if (Named("users", name)?.MapAt("user") is not { } each)
        {
            return null;
        }

        var credentials = new UserCredentials
        {
            ClientCertificate = PathAt(each, "client-certificate"),
            ClientCertificateData = each.TextAt("client-certificate-data"),
            ClientKey = PathAt(each, "client-key"),
            ClientKeyData = each.TextAt("client-key-data"),
            Token = each.TextAt("token"),
            UserName = each.TextAt("username"),
            Password = each.TextAt("password"),
            AuthProvider = each.MapAt("auth-provider") is { } provider
                ? new AuthProvider { Name = provider.TextAt("name"), Config = provider.WordsAt("config").ToDictionary(StringComparer.Ordinal) }
                : null,
            ExternalExecution = each.MapAt("exec") is { } exec ? ExecOf(exec) : null,
        };
        var impersonation = new Impersonation(
            each.TextAt("as"), each.TextAt("as-uid"), [.. each.TextsAt("as-groups")],
            [.. (each.MapAt("as-user-extra")?.Entries ?? []).SelectMany(entry => entry.Value is YamlList values ? values.Items.Select(item => (entry.Key.Value, item.Text ?? "")) : [])]);
        return new KubeconfigUser(credentials, PathAt(each, "tokenFile"), impersonation);
    }

    private ExternalExecution ExecOf(YamlMap exec) => new()
    {
        ApiVersion = exec.TextAt("apiVersion"),
        // a command with a path is relative to the file; a bare name is looked for in PATH
        Command = exec.TextAt("command") is { } command && command.Contains('/', StringComparison.Ordinal) ? Path.GetFullPath(command, folder) : exec.TextAt("command"),
        Arguments = [.. exec.TextsAt("args")],
        EnvironmentVariables =
        [
            .. exec.MapsAt("env").Select(each => new Dictionary<string, string>(StringComparer.Ordinal) { ["name"] = each.TextAt("name") ?? "", ["value"] = each.TextAt("value") ?? "" }),
        ],
        InstallHint = exec.TextAt("installHint"),
        ProvideClusterInfo = exec.FlagAt("provideClusterInfo") is true,
    };

    private string? PathAt(YamlMap map, string key) => map.TextAt(key) is { Length: > 0 } path ? Path.GetFullPath(path, folder) : null;

    private YamlMap? Named(string list, string name) => root.MapsAt(list).FirstOrDefault(each => each.TextAt("name") == name);
}

/// <param name="ProxyUrl">Through what it is reached; null for the environment's proxy, if any.</param>
internal sealed record KubeconfigCluster(ClusterEndpoint Endpoint, string? ProxyUrl);

/// <param name="TokenFile">Where the token is, when it is not in the kubeconfig.</param>
internal sealed record KubeconfigUser(UserCredentials Credentials, string? TokenFile, Impersonation Impersonation);

/// <summary>As whom requests are made, which may be less than the credentials allow.</summary>
internal sealed record Impersonation(string? User, string? Uid, IReadOnlyList<string> Groups, IReadOnlyList<(string Key, string Value)> Extra)
{
    public static Impersonation Nobody { get; } = new(null, null, [], []);
}

/// <summary>A kubeconfig cannot be used; the message says why, without its secrets.</summary>
internal sealed class KubeconfigException(string message) : Exception(message);
