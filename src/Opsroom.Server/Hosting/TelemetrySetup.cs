using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OpenTelemetry.Exporter;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using Opsroom.Telemetry;

namespace Opsroom.Server.Hosting;

/// <summary>Sends activities to LangSmith, to a collector, or to both.</summary>
internal static class TelemetrySetup
{
    private const string LangSmith = "langsmith";
    private const string Collector = "collector";

    /// <summary>Sets tracing up where something is to be sent; otherwise nothing of it is loaded. Needs a <see cref="Redactor"/>.</summary>
    public static IServiceCollection AddOpsroomTelemetry(this IServiceCollection services, TelemetryOptions options)
    {
        if (options.Enabled)
        {
            AddTracing(services, options);
        }

        return services;
    }

    private static void AddTracing(IServiceCollection services, TelemetryOptions options)
    {
        services.AddSingleton(options);
        services.AddSingleton<IHostedService, TelemetryExportWatch>();
        services.AddOpenTelemetry().WithTracing(tracing =>
        {
            tracing
                .ConfigureResource(resource => resource.AddService(options.ServiceName, serviceVersion: typeof(TelemetrySetup).Assembly.GetName().Version?.ToString(3)))
                .AddSource(OpsroomActivity.SourceName)
                .AddAspNetCoreInstrumentation(http => http.Filter = IsWorthTracing)
                .AddHttpClientInstrumentation()
                .AddProcessor(provider => new TelemetryRedaction(provider.GetRequiredService<Redactor>()));
            if (options.LangSmithApiKey is { } key)
            {
                tracing.AddOtlpExporter(LangSmith, exporter => SendToLangSmith(exporter, options, key));
            }

            if (options.Collector is not null)
            {
                // reads OTEL_EXPORTER_OTLP_* by itself
                tracing.AddOtlpExporter(Collector, _ => { });
            }
        });
    }

    private static void SendToLangSmith(OtlpExporterOptions exporter, TelemetryOptions options, Secret key)
    {
        exporter.Protocol = OtlpExportProtocol.HttpProtobuf;
        exporter.Endpoint = options.LangSmithTraces;
        // the exporter has no way to write a comma in a header's value; what is meant for a collector does not belong here either
        exporter.Headers = string.Empty;
        exporter.HttpClientFactory = () =>
        {
            var client = new HttpClient { Timeout = TimeSpan.FromMilliseconds(exporter.TimeoutMilliseconds) };
            client.DefaultRequestHeaders.TryAddWithoutValidation("x-api-key", key.Reveal());
            client.DefaultRequestHeaders.TryAddWithoutValidation("Langsmith-Project", options.LangSmithProject);
            return client;
        };
    }

    /// <summary>Probes come every few seconds and tell nothing.</summary>
    private static bool IsWorthTracing(HttpContext context) =>
        !context.Request.Path.StartsWithSegments("/health", StringComparison.OrdinalIgnoreCase)
        && !context.Request.Path.StartsWithSegments("/metrics", StringComparison.OrdinalIgnoreCase);
}
