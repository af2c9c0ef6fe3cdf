using Opsroom.Telemetry;

namespace Opsroom.Server.Hosting;

/// <summary>Where traces are sent (section <c>LangSmith</c>, and OpenTelemetry's own <c>OTEL_</c> names).</summary>
internal sealed record TelemetryOptions
{
    private const string DefaultLangSmith = "https://api.smith.langchain.com";
    private const string TracesPath = "otel/v1/traces";
    private const string DefaultGrpc = "http://localhost:4317";
    private const string DefaultHttp = "http://localhost:4318";

    /// <summary>Null where nothing is sent to LangSmith.</summary>
    public Secret? LangSmithApiKey { get; init; }

    /// <summary>The project in LangSmith that receives the traces.</summary>
    public string LangSmithProject { get; init; } = "default";

    /// <summary>The whole address, path included.</summary>
    public Uri LangSmithTraces { get; init; } = new($"{DefaultLangSmith}/{TracesPath}");

    /// <summary>The collector as configured; null where none is. The exporter itself reads the rest of its settings.</summary>
    public Uri? Collector { get; init; }

    /// <summary>What the service calls itself.</summary>
    public string ServiceName { get; init; } = "opsroom";

    /// <summary>Whether anything is sent at all.</summary>
    public bool Enabled => LangSmithApiKey is not null || Collector is not null;

    public static TelemetryOptions Read(SettingsReader settings)
    {
        var defaults = new TelemetryOptions();
        var key = Secret.From(settings.Text("LangSmith:ApiKey"));
        return new TelemetryOptions
        {
            LangSmithApiKey = key,
            LangSmithProject = settings.Text("LangSmith:Project") ?? defaults.LangSmithProject,
            LangSmithTraces = settings.Text("LangSmith:Endpoint") is { } endpoint && key is not null
                ? Address(settings, "LangSmith:Endpoint", endpoint, TracesPath) ?? defaults.LangSmithTraces
                : defaults.LangSmithTraces,
            Collector = ReadCollector(settings),
            ServiceName = settings.Text("OTEL_SERVICE_NAME") ?? defaults.ServiceName,
        };
    }

    private static Uri? ReadCollector(SettingsReader settings)
    {
        var exporter = settings.Text("OTEL_TRACES_EXPORTER");
        if (exporter is not (null or "otlp" or "none"))
        {
            settings.Refuse($"OTEL_TRACES_EXPORTER is '{exporter}': give otlp or none.");
        }

        if (exporter == "none" || settings.Flag("OTEL_SDK_DISABLED", otherwise: false))
        {
            return null;
        }

        var protocol = settings.Text("OTEL_EXPORTER_OTLP_TRACES_PROTOCOL") ?? settings.Text("OTEL_EXPORTER_OTLP_PROTOCOL") ?? "grpc";
        if (protocol is not ("grpc" or "http/protobuf"))
        {
            settings.Refuse($"OTEL_EXPORTER_OTLP_PROTOCOL is '{protocol}': give grpc or http/protobuf.");
        }

        if (settings.Text("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT") is { } traces)
        {
            return Address(settings, "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", traces, null);
        }

        var path = protocol == "grpc" ? null : "v1/traces";
        return settings.Text("OTEL_EXPORTER_OTLP_ENDPOINT") is { } endpoint ? Address(settings, "OTEL_EXPORTER_OTLP_ENDPOINT", endpoint, path)
            : exporter == "otlp" ? Address(settings, "OTEL_EXPORTER_OTLP_ENDPOINT", protocol == "grpc" ? DefaultGrpc : DefaultHttp, path)
            : null;
    }

    private static Uri? Address(SettingsReader settings, string key, string text, string? path)
    {
        if (Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https")
        {
            return path is null ? uri : new Uri($"{text.TrimEnd('/')}/{path}");
        }

        settings.Refuse($"{key} is '{text}', which is no address: give one such as https://collector.example.com.");
        return null;
    }
}
