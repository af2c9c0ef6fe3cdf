using System.Collections.Immutable;
using Opsroom.Telemetry;

namespace Opsroom.Tools.Logs.Elasticsearch;

/// <summary>What the operator says about Elasticsearch, or OpenSearch. Section <c>Elasticsearch</c>.</summary>
public sealed class ElasticsearchOptions
{
    public const string Section = "Elasticsearch";

    /// <summary>The setting that a tool names where none is configured.</summary>
    public const string Setting = "ELASTICSEARCH_URL";

    /// <summary>Where it is, with the path below which its API is, if there is one. <c>ELASTICSEARCH_URL</c>.</summary>
    public string? Url { get; set; }

    /// <summary>An API key, encoded as Elasticsearch gives it out.</summary>
    public Secret? ApiKey { get; set; }

    /// <summary>For basic authentication, with <see cref="Password"/>.</summary>
    public string? Username { get; set; }

    /// <summary>For basic authentication.</summary>
    public Secret? Password { get; set; }

    /// <summary>The indices, data streams and aliases that logs are in; <c>*</c> stands for any part of a name.</summary>
    public ImmutableArray<string> Index { get; set; } = ["logs-*", "filebeat-*", "logstash-*", "fluentd-*", "fluent-bit-*", "k8s-*"];

    /// <summary>The field with the time of an entry.</summary>
    public string TimeField { get; set; } = "@timestamp";

    /// <summary>Fields that may hold the message; the first that an entry has is its message.</summary>
    public ImmutableArray<string> MessageFields { get; set; } = ["message", "log", "msg", "body.text", "body", "event.original"];

    /// <summary>Fields that may hold the level.</summary>
    public ImmutableArray<string> LevelFields { get; set; } = ["log.level", "level", "severity_text", "severity", "levelname"];

    /// <summary>Fields that may name the service.</summary>
    public ImmutableArray<string> ServiceFields { get; set; } =
    [
        "service.name", "service", "app", "kubernetes.labels.app_kubernetes_io/name", "kubernetes.labels.app", "kubernetes.deployment.name", "kubernetes.container.name", "kubernetes.container_name",
        "container.name", "resource.attributes.service.name", "fields.app",
    ];

    /// <summary>How long it may take for one answer.</summary>
    public TimeSpan RequestTimeout { get; set; } = TimeSpan.FromSeconds(30);

    public bool IsConfigured => Url is not null;

    /// <summary>What is wrong with these options; each sentence names the key and the cure.</summary>
    public IEnumerable<string> Validate()
    {
        foreach (var problem in BackendChecks.Of(Section, "Elasticsearch", Setting, Url, RequestTimeout, null, Username, Password))
        {
            yield return problem;
        }

        if (ApiKey is not null && Username is not null)
        {
            yield return $"{Section}:ApiKey is set beside {Section}:Username: leave one of them out.";
        }

        // each is a part of the address of a search
        foreach (var index in Index.Where(index => index.Length == 0 || index.Any(letter => char.IsWhiteSpace(letter) || letter is '/' or '\\' or '?' or '#' or '"' or '<' or '>' or '|' or ',')))
        {
            yield return $"{Section}:Index has '{index}', which is no name of an index: give names or patterns, as logs-*.";
        }

        if (Index.IsEmpty || MessageFields.IsEmpty || TimeField.Length == 0)
        {
            yield return $"{Section}: {(Index.IsEmpty ? "Index" : MessageFields.IsEmpty ? "MessageFields" : "TimeField")} is empty: give at least one name, or leave it out for the usual ones.";
        }
    }
}
