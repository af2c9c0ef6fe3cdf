using System.Collections.Immutable;
using Opsroom.Tools.Kubernetes.Api;
using Opsroom.Tools.Logs.Elasticsearch;
using Opsroom.Tools.Logs.Loki;
using Opsroom.Tools.Logs.Searching;
using Opsroom.Tools.Logs.Sources;

namespace Opsroom.Tools.Logs;

/// <summary>Where the operator's logs are, beside the pods of the clusters.</summary>
public sealed class LogBackends
{
    public LogOptions Files { get; set; } = new();

    public LokiOptions Loki { get; set; } = new();

    public ElasticsearchOptions Elasticsearch { get; set; } = new();

    /// <summary>What is wrong with these options; each sentence names the key and the cure.</summary>
    public IEnumerable<string> Validate() => [.. Files.Validate(), .. Loki.Validate(), .. Elasticsearch.Validate()];

    /// <summary>Every place that logs may be in, configured or not.</summary>
    internal ImmutableArray<ILogSource> Sources(ClusterDirectory clusters, TimeProvider time) =>
    [
        new LokiLogs(new LokiClient(Loki, time)),
        new ElasticsearchLogs(new ElasticsearchClient(Elasticsearch, time)),
        new PodLogs(clusters, time),
        new FileLogs(Files),
    ];
}
