using System.Collections.Frozen;
using System.Reflection;
using Microsoft.Extensions.Configuration;
using Opsroom.Approvals;
using Opsroom.Models;
using Opsroom.Server.Hosting;
using Opsroom.Server.Policy;
using Opsroom.Server.Webhooks;
using Opsroom.Threads;

namespace Opsroom.Server.Health;

/// <summary>Knows how the server is. Models are probed in the background; only the store is asked on the spot, and not for long.</summary>
internal sealed class HealthMonitor(
    IStore store, StoreOpening opening, ModelCatalog models, PineconeProbe pinecone, PolicySource policy, WebhookDeliveries webhooks, Settings settings, IConfiguration configuration,
    TimeProvider time)
{
    public const string Unhealthy = "unhealthy";
    private const string Healthy = "healthy";
    private const string NotConfigured = "not_configured";

    private static readonly TimeSpan StorePatience = TimeSpan.FromSeconds(2);

    /// <summary>Outside systems, by the setting that turns each on.</summary>
    private static readonly (string Service, string Setting)[] ServiceSettings =
    [
        ("harness", "Harness:ApiToken"),
        ("prometheus", "Prometheus:Url"),
        ("alertmanager", "Alertmanager:Url"),
        ("loki", "Loki:Url"),
        ("elasticsearch", "Elasticsearch:Url"),
        ("langsmith", "LangSmith:ApiKey"),
        ("voyage", "Voyage:ApiKey"),
        ("tavily", "Tavily:ApiKey"),
    ];

    private readonly FrozenDictionary<string, string> services = ServiceSettings
        .Select(each => (each.Service, IsConfigured: !string.IsNullOrWhiteSpace(configuration[each.Setting])))
        .Append((Service: "kubernetes", settings.Kubernetes.IsConfigured))
        .ToFrozenDictionary(each => each.Service, each => each.IsConfigured ? "configured" : NotConfigured, StringComparer.Ordinal);

    public static string Version { get; } = typeof(HealthMonitor).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0";

    public async Task<HealthReport> ReportAsync(CancellationToken cancellationToken)
    {
        var fault = await StoreFaultAsync(cancellationToken);
        var (llm, index) = (models.Health, pinecone.Health);
        var rules = policy.Health;
        var receivers = webhooks.Health;
        var status = fault is not null ? Unhealthy : IsFine(llm) && IsFine(index) && rules.Problem is null && receivers.All(receiver => receiver.Status == Healthy) ? Healthy : "degraded";
        return new HealthReport(
            status, llm, index, Version, [.. models.Names], fault is null ? Healthy : $"{Unhealthy}: {fault}", store.Description, PolicyWords.Of(rules), services, receivers);
    }

    private static bool IsFine(string health) => health is Healthy or NotConfigured;

    /// <summary>Why the store cannot be used; null where it can.</summary>
    public async Task<string?> StoreFaultAsync(CancellationToken cancellationToken)
    {
        if (opening.Obstacle is { } obstacle)
        {
            return obstacle;
        }

        try
        {
            await store.ProbeAsync(cancellationToken).WaitAsync(StorePatience, time, cancellationToken);
            return null;
        }
        catch (StoreUnavailableException unavailable)
        {
            return unavailable.Message;
        }
        catch (TimeoutException)
        {
            return "it does not answer";
        }
    }
}
