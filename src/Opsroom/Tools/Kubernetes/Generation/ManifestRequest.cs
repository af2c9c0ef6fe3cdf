using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Opsroom.Tools.Kubernetes.Linting;
using Opsroom.Tools.Kubernetes.Linting.Rules;
using Opsroom.Tools.Kubernetes.Objects;

namespace Opsroom.Tools.Kubernetes.Generation;

/// <summary>What runs the pods.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<WorkloadKind>))]
public enum WorkloadKind
{
    [JsonStringEnumMemberName("deployment")]
    Deployment,

    [JsonStringEnumMemberName("stateful_set")]
    StatefulSet,

    [JsonStringEnumMemberName("cron_job")]
    CronJob,
}

/// <summary>How the service is reached.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ServiceKind>))]
public enum ServiceKind
{
    [JsonStringEnumMemberName("cluster_ip")]
    ClusterIp,

    [JsonStringEnumMemberName("load_balancer")]
    LoadBalancer,
}

/// <summary>What a manifest is asked to be.</summary>
public sealed record ManifestRequest(string Name, string Image)
{
    public WorkloadKind Workload { get; init; }

    public int? Port { get; init; }

    public int? Replicas { get; init; }

    public string? Environment { get; init; }

    public string? Namespace { get; init; }

    public string? IngressHost { get; init; }

    public string? IngressClass { get; init; }

    public bool Autoscale { get; init; }

    public int? MaxReplicas { get; init; }

    public string? Cpu { get; init; }

    public string? Memory { get; init; }

    /// <summary>Room for logs and temporary files that is requested.</summary>
    public string? EphemeralStorage { get; init; }

    /// <summary>Rules of the linter that the workload asks to be spared, since what they want is not known here.</summary>
    public ImmutableArray<string> Spared { get; init; } = [];

    public string? HealthPath { get; init; }

    public string? ReadinessPath { get; init; }

    public ServiceKind Service { get; init; }

    public string? Schedule { get; init; }

    public string? Storage { get; init; }

    public IReadOnlyDictionary<string, string> Env { get; init; } = ImmutableDictionary<string, string>.Empty;

    public IReadOnlyDictionary<string, string> Config { get; init; } = ImmutableDictionary<string, string>.Empty;

    public ImmutableArray<string> Secrets { get; init; } = [];

    public bool IsService => Port is not null && Workload != WorkloadKind.CronJob;

    /// <summary>What cannot be made of it, with the argument's name and the cure; null where all can.</summary>
    public string? Fault()
    {
        var longest = Workload == WorkloadKind.CronJob ? 52 : 58;
        return Name.Length > longest || !NamingRules.IsLabel(Name) || !char.IsAsciiLetterLower(Name[0]) ? $"name has to be at most {longest} lower-case letters, digits and dashes, starting with a letter and not ending with a dash, such as {Suggestion(longest)}."
            : ImageReference.Parse(Image) is null ? $"image '{Image}' is not the name of an image: lower-case repository with an optional registry before and :tag or @digest after it, such as registry.example.com/team/{Name}:1.4.2."
            : Namespace is not null && !NamingRules.IsLabel(Namespace) ? "namespace has to be at most 63 lower-case letters, digits and dashes."
            : Namespace is "default" ? "namespace default has no policies and quotas of its own. Name the application's namespace, or leave it out and give it to kubectl."
            : Environment is not null && !NamingRules.IsLabel(Environment) ? "environment has to be at most 63 lower-case letters, digits and dashes, such as staging."
            : Port is < 1 or > 65535 ? "port has to be from 1 to 65535."
            : Replicas is < 1 or > 1000 ? "replicas has to be from 1 to 1000."
            : Amounts() ?? Reach() ?? Batch() ?? Values();
    }

    private string? Amounts() =>
        Cpu is not null && (Quantity.Parse(Cpu) is not { Value: >= 0.001m and < 100m }) ? $"cpu '{Cpu}' is not an amount of cores that a container has. Write 250m or 1.5."
        : Memory is not null && (Memory.EndsWith('m') || Quantity.Parse(Memory) is not { Value: >= 4_194_304m and <= 17_592_186_044_416m }) ? $"memory '{Memory}' is not an amount of memory that a container has. Write 256Mi or 2Gi."
        : Storage is not null && Quantity.Parse(Storage) is not { Value: >= 1_048_576m } ? $"storage '{Storage}' is not a size. Write 10Gi."
        : Storage is not null && Workload != WorkloadKind.StatefulSet ? "storage needs workload stateful_set, which gives each pod a volume of its own."
        : Autoscale && MaxReplicas is { } most && most < Math.Max(2, Replicas ?? 2) ? "max_replicas has to be at least replicas, and at least 2."
        : null;

    private string? Reach() =>
        IngressHost is not null && Port is null ? "ingress_host needs port, on which the container listens."
        : IngressHost is not null && (!NamingRules.IsSubdomain(IngressHost) || !IngressHost.Contains('.', StringComparison.Ordinal)) ? $"ingress_host '{IngressHost}' is not a host: a DNS name such as shop.example.com, without scheme, port, path and wildcard."
        : IngressClass is not null && !NamingRules.IsSubdomain(IngressClass) ? "ingress_class has to be the name of an IngressClass, such as nginx."
        : (HealthPath ?? ReadinessPath) is not null && Port is null ? "health_path and readiness_path need port, on which they are asked."
        : ((string?[])[HealthPath, ReadinessPath]).Any(path => path is not null && (!path.StartsWith('/') || path.AsSpan().ContainsAny(' ', '\n', '\t'))) ? "health_path and readiness_path have to start with a slash, without blanks."
        : null;

    private string? Batch() => Workload != WorkloadKind.CronJob
        ? Schedule is null ? null : "schedule needs workload cron_job."
        : Schedule is null ? "workload cron_job needs schedule, such as \"30 2 * * *\"."
        : CronSchedule.Read(Schedule, out var fault) is not { } read ? $"schedule is not one: {fault}"
        : read.IsNeverDue ? "schedule is never due: no month of it has such a day."
        : Port is not null || IngressHost is not null || Autoscale || Replicas is not null ? "workload cron_job takes no port, ingress_host, replicas and autoscale: it runs to its end."
        : null;

    private string? Values() =>
        Env.Keys.FirstOrDefault(name => !IsVariable(name)) is { } variable ? $"env has '{variable}', which is no name of a variable: letters, digits and underscores, not starting with a digit."
        : Config.Keys.FirstOrDefault(name => !IsVariable(name)) is { } key ? $"config has '{key}', which is no name of a variable: letters, digits and underscores, not starting with a digit."
        : Env.Keys.FirstOrDefault(Config.ContainsKey) is { } twice ? $"'{twice}' stands in env and in config. Keep one."
        : Secrets.FirstOrDefault(name => !NamingRules.IsSubdomain(name)) is { } secret ? $"secrets has '{secret}', which is no name of a Secret."
        : Secrets.Length != Secrets.Distinct(StringComparer.Ordinal).Count() ? "secrets names a Secret twice."
        : null;

    private string Suggestion(int longest)
    {
        var spelt = new string([.. Name.ToLowerInvariant().Select(letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) ? letter : '-')]).Trim('-');
        spelt = spelt.Length == 0 || !char.IsAsciiLetterLower(spelt[0]) ? "web" : spelt;
        return spelt.Length <= longest ? spelt : spelt[..longest].TrimEnd('-');
    }

    private static bool IsVariable(string name) => name.Length is > 0 and <= 253 && !char.IsAsciiDigit(name[0]) && name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '_');
}
