using Opsroom.Telemetry;
using Opsroom.Tools.Prometheus;

namespace Opsroom.Server.Hosting;

/// <summary>Where Prometheus is, and how it is asked.</summary>
internal static class PrometheusSettings
{
    public static PrometheusOptions Read(SettingsReader reader)
    {
        var options = new PrometheusOptions
        {
            Url = reader.Text("Prometheus:Url"),
            BearerToken = Secret.From(reader.Text("Prometheus:BearerToken")),
            Username = reader.Text("Prometheus:Username"),
            Password = Secret.From(reader.Text("Prometheus:Password")),
            RequestTimeout = reader.Time("Prometheus:RequestTimeout", new PrometheusOptions().RequestTimeout),
            ScrapeInterval = reader.Time("Prometheus:ScrapeInterval", new PrometheusOptions().ScrapeInterval),
        };
        foreach (var problem in options.Validate())
        {
            reader.Refuse(problem);
        }

        return options;
    }
}
