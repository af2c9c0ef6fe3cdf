using Opsroom.Telemetry;
using Opsroom.Tools.Logs;
using Opsroom.Tools.Logs.Elasticsearch;
using Opsroom.Tools.Logs.Loki;

namespace Opsroom.Server.Hosting;

/// <summary>Where logs are, and how they are asked for.</summary>
internal static class LogSettings
{
    public static LogBackends Read(SettingsReader reader, string folder)
    {
        var backends = new LogBackends
        {
            Files = new LogOptions { Files = [.. reader.List("Logs:Files").Select(path => Path.Combine(folder, path))] },
            Loki = new LokiOptions
            {
                Url = reader.Text("Loki:Url"),
                TenantId = reader.Text("Loki:TenantId"),
                BearerToken = Secret.From(reader.Text("Loki:BearerToken")),
                Username = reader.Text("Loki:Username"),
                Password = Secret.From(reader.Text("Loki:Password")),
                ServiceLabel = reader.Text("Loki:ServiceLabel"),
                RequestTimeout = reader.Time("Loki:RequestTimeout", new LokiOptions().RequestTimeout),
            },
            Elasticsearch = ReadElasticsearch(reader),
        };
        foreach (var problem in backends.Validate())
        {
            reader.Refuse(problem);
        }

        return backends;
    }

    private static ElasticsearchOptions ReadElasticsearch(SettingsReader reader)
    {
        var defaults = new ElasticsearchOptions();
        return new ElasticsearchOptions
        {
            Url = reader.Text("Elasticsearch:Url"),
            ApiKey = Secret.From(reader.Text("Elasticsearch:ApiKey")),
            Username = reader.Text("Elasticsearch:Username"),
            Password = Secret.From(reader.Text("Elasticsearch:Password")),
            Index = reader.List("Elasticsearch:Index") is { Count: > 0 } index ? [.. index] : defaults.Index,
            TimeField = reader.Text("Elasticsearch:TimeField") ?? defaults.TimeField,
            MessageFields = reader.List("Elasticsearch:MessageFields") is { Count: > 0 } messages ? [.. messages] : defaults.MessageFields,
            LevelFields = reader.List("Elasticsearch:LevelFields") is { Count: > 0 } levels ? [.. levels] : defaults.LevelFields,
            ServiceFields = reader.List("Elasticsearch:ServiceFields") is { Count: > 0 } services ? [.. services] : defaults.ServiceFields,
            RequestTimeout = reader.Time("Elasticsearch:RequestTimeout", defaults.RequestTimeout),
        };
    }
}
