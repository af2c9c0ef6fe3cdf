using System.Collections.Immutable;
using Opsroom.Tools.Incidents.Bundles;

namespace Opsroom.Tools.Incidents.Analysis.Metrics.Services;

/// <summary>Who calls whom, as connections in metrics and spans of traces show it. Names are keys of <see cref="ServiceLabels.Key"/>.</summary>
internal sealed class ServiceCalls
{
    private const int MostSpans = 200_000;

    private static readonly ImmutableArray<string> Entrances = ["frontend", "front-end", "gateway", "ingress", "nginx", "istio-ingressgateway", "web", "webui", "ui", "dashboard", "proxy", "edge", "loadgenerator", "load-generator", "locust", "portal", "website", "bff", "envoy"];

    private static readonly ImmutableArray<string> Stores = ["db", "redis", "mysql", "postgres", "postgresql", "mongo", "mongodb", "mariadb", "memcached", "cache", "kafka", "rabbitmq", "elasticsearch", "cassandra", "etcd", "valkey", "sql", "minio"];

    private readonly Dictionary<string, HashSet<string>> called = new(StringComparer.Ordinal);

    public bool IsKnown => called.Count > 0;

    public static ServiceCalls Of(Recording recording, IEnumerable<MeasuredSeries> measured)
    {
        var calls = new ServiceCalls();
        foreach (var each in measured.Where(each => each.Caller is not null))
        {
            calls.Add(each.Caller!, each.Service);
        }

        var services = new Dictionary<(string, string), string>();
        foreach (var span in recording.Spans.Take(MostSpans))
        {
            services[(span.TraceId, span.SpanId)] = span.Service;
        }

        foreach (var span in recording.Spans.Take(MostSpans).Where(span => span.ParentId is { Length: > 0 }))
        {
            if (services.TryGetValue((span.TraceId, span.ParentId!), out var parent))
            {
                calls.Add(parent, span.Service);
            }
        }

        return calls;
    }

    public IEnumerable<string> CalledBy(string caller) => called.GetValueOrDefault(caller) ?? [];

    /// <summary>Whether one calls the other, or somebody who does.</summary>
    public bool Reaches(string caller, string other)
    {
        var (seen, open) = (new HashSet<string>(StringComparer.Ordinal) { caller }, new Stack<string>([caller]));
        while (open.TryPop(out var at))
        {
            foreach (var next in CalledBy(at))
            {
                if (next == other)
                {
                    return true;
                }

                if (seen.Add(next))
                {
                    open.Push(next);
                }
            }
        }

        return false;
    }

    /// <summary>Whether the name is one of those through which users come, who wait for everybody else.</summary>
    public static bool IsEntrance(string name) => Parts(name).Any(part => Entrances.Contains(part, StringComparer.OrdinalIgnoreCase)) || Entrances.Contains(name, StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether the name is one of a store or a broker, which waits for nobody.</summary>
    public static bool IsStore(string name) => Parts(name).Any(part => Stores.Contains(part, StringComparer.OrdinalIgnoreCase));

    private static string[] Parts(string name) => name.Split('-', '_', '.');

    private void Add(string caller, string other)
    {
        var (from, to) = (ServiceLabels.Key(caller), ServiceLabels.Key(other));
        if (from.Length > 0 && to.Length > 0 && from != to)
        {
            if (!called.TryGetValue(from, out var list))
            {
                called[from] = list = new(StringComparer.Ordinal);
            }

            list.Add(to);
        }
    }
}
