using Microsoft.Extensions.Configuration;
using Opsroom.Models;
using Opsroom.Retention;
using Opsroom.Server.Knowledge;
using Opsroom.Server.Policy;
using Opsroom.Server.Retention;
using Opsroom.Server.Webhooks;
using Opsroom.Telemetry;
using Opsroom.Tools.Alertmanager;
using Opsroom.Tools.Databases.Connections;
using Opsroom.Tools.Deployments;
using Opsroom.Tools.Harness;
using Opsroom.Tools.Kubernetes;
using Opsroom.Tools.Logs;
using Opsroom.Tools.Prometheus;
using Opsroom.Tools.Templates.Catalogue;
using Opsroom.Tools.Testing;
using Opsroom.Tools.WebSearch;
using Opsroom.Workflow;

namespace Opsroom.Server.Hosting;

/// <summary>All settings, read and checked once at the start.</summary>
internal sealed record Settings(
    ServerOptions Server, RunOptions Runs, ModelOptions Models, HarnessOptions Harness, KubernetesOptions Kubernetes, PrometheusOptions Prometheus, AlertmanagerOptions Alertmanager,
    LogBackends Logs, DatabaseOptions Databases, DeploymentOptions Deployments, TavilyOptions Tavily, TestingOptions Testing, string DataDirectory, string? DataKey, string? AgentsDirectory, IReadOnlyList<string> ReadRoots,
    TemplateOptions Templates,
    KnowledgeSettings Knowledge,
    PolicyLocation Policy, StoreSettings Store, IReadOnlyList<ConfiguredSecret> Secrets, LoggingOptions Logging, TelemetryOptions Telemetry, RetentionOptions Retention,
    WebhookSettings Webhooks)
{
    /// <summary>Settings whose values are secret whatever they look like, by what they are called where they are redacted.</summary>
    private static readonly (string Kind, string Key)[] SecretKeys =
    [
        ("anthropic_api_key", "Models:AnthropicApiKey"),
        ("openai_api_key", "Models:OpenAIApiKey"),
        ("langsmith_api_key", "LangSmith:ApiKey"),
        ("pinecone_api_key", "Pinecone:ApiKey"),
        ("voyage_api_key", "Voyage:ApiKey"),
        ("embeddings_api_key", "Embeddings:ApiKey"),
        ("tavily_api_key", "Tavily:ApiKey"),
        ("harness_api_token", "Harness:ApiToken"),
        ("prometheus_token", "Prometheus:BearerToken"),
        ("prometheus_password", "Prometheus:Password"),
        ("alertmanager_token", "Alertmanager:BearerToken"),
        ("alertmanager_password", "Alertmanager:Password"),
        ("loki_token", "Loki:BearerToken"),
        ("loki_password", "Loki:Password"),
        ("elasticsearch_api_key", "Elasticsearch:ApiKey"),
        ("elasticsearch_password", "Elasticsearch:Password"),
        ("data_key", "Store:DataKey"),
    ];

    /// <exception cref="OpsroomStartException">One of them is wrong; the first one is named.</exception>
    public static Settings Read(IConfiguration configuration, OpsroomServerOptions given)
    {
        var reader = new SettingsReader(configuration);
        var folder = ServerConfiguration.FolderOf(given);
        var dataDirectory = Path.Combine(folder, reader.Text("Store:DataDirectory") ?? ".opsroom");
        var store = StoreSettings.Read(reader, dataDirectory);
        var webhooks = WebhookSettings.Read(reader);
        var databases = DatabaseSettings.Read(reader, folder);
        var settings = new Settings(
            ServerOptions.Read(reader), ReadRuns(reader), ModelSettings.Read(reader, [.. given.Models.Select(model => model.Name)]), ReadHarness(reader, folder),
            KubernetesSettings.Read(reader, folder), PrometheusSettings.Read(reader), AlertmanagerSettings.Read(reader), LogSettings.Read(reader, folder),
            databases, DeploymentSettings.Read(reader), TavilySettings.Read(reader), TestingSettings.Read(reader, dataDirectory), dataDirectory, reader.Text("Store:DataKey"),
            reader.Text("Agents:Directory") is { } agents ? Path.Combine(folder, agents) : null,
            [.. reader.List("Workspace:ReadRoots").Select(root => Path.GetFullPath(Path.Combine(folder, root)))],
            new TemplateOptions { Directories = [.. reader.List("Templates:Directories").Select(directory => Path.GetFullPath(Path.Combine(folder, directory)))] },
            KnowledgeSettings.Read(reader, folder), PolicyLocation.Read(reader, folder, dataDirectory), store, [.. ReadSecrets(reader), .. store.Secrets, .. DatabaseSettings.SecretsOf(databases), .. webhooks.Secrets], LoggingOptions.Read(reader), TelemetryOptions.Read(reader),
            RetentionSettings.Read(reader), webhooks);
        foreach (var root in settings.ReadRoots.Where(root => !Directory.Exists(root)))
        {
            reader.Refuse($"Workspace:ReadRoots has '{root}', which is no directory: create it, or leave it out (--read-root).");
        }

        foreach (var templates in settings.Templates.Directories.Where(templates => !Directory.Exists(templates)))
        {
            reader.Refuse($"Templates:Directories has '{templates}', which is no directory: create it, or leave it out (--templates).");
        }

        if (settings.AgentsDirectory is { } directory && !Directory.Exists(directory))
        {
            reader.Refuse($"Agents:Directory is '{directory}', which is no directory: create it, or leave it out (--agents).");
        }

        if (settings.Knowledge.Embedding.OnnxModel is not null && given.OnnxEmbedder is null)
        {
            reader.Refuse("Embeddings:Provider is onnx, and this program has no runtime for models: start opsroom itself, or set OpsroomServerOptions.OnnxEmbedder.");
        }

        return reader.Problems.Count == 0 ? settings : throw new OpsroomStartException(reader.Problems[0]);
    }

    private static RunOptions ReadRuns(SettingsReader reader)
    {
        var defaults = new RunOptions();
        return new RunOptions
        {
            Steps = (int)reader.Whole("Runs:Steps", defaults.Steps, 1, 10_000),
            TimeoutSeconds = (int)reader.Whole("Runs:TimeoutSeconds", defaults.TimeoutSeconds, 1, 86_400),
            RemediationRounds = (int)reader.Whole("Runs:RemediationRounds", defaults.RemediationRounds, 0, 10),
            ModelTries = (int)reader.Whole("Runs:ModelTries", defaults.ModelTries, 1, 20),
            ShutdownSeconds = (int)reader.Whole("Runs:ShutdownSeconds", defaults.ShutdownSeconds, 0, 3_600),
            Budgets = BudgetSettings.Read(reader),
        };
    }

    private static HarnessOptions ReadHarness(SettingsReader reader, string folder)
    {
        var defaults = new HarnessOptions();
        var options = new HarnessOptions
        {
            ApiUrl = reader.Text("Harness:ApiUrl") ?? defaults.ApiUrl,
            AccountId = reader.Text("Harness:AccountId"),
            ApiToken = Secret.From(reader.Text("Harness:ApiToken")),
            RequestTimeout = reader.Time("Harness:RequestTimeout", defaults.RequestTimeout),
            PollInterval = reader.Time("Harness:PollInterval", defaults.PollInterval),
            OrgIdentifier = reader.Text("Harness:OrgIdentifier") ?? defaults.OrgIdentifier,
            ProjectIdentifier = reader.Text("Harness:ProjectIdentifier") ?? defaults.ProjectIdentifier,
            SchemaPath = reader.Text("Harness:SchemaPath") is { } path ? Path.GetFullPath(Path.Combine(folder, path)) : null,
        };
        if (options.SchemaPath is { } schema && !File.Exists(schema))
        {
            reader.Refuse($"Harness:SchemaPath is '{schema}', which is no file: give the path of a JSON Schema file, or leave it out.");
        }

        foreach (var problem in options.Validate())
        {
            reader.Refuse(problem);
        }

        return options;
    }

    /// <summary>The values of <see cref="SecretKeys"/>, and those listed under <c>Redaction:Secrets</c>.</summary>
    private static List<ConfiguredSecret> ReadSecrets(SettingsReader reader) =>
    [
        .. from secret in SecretKeys let value = reader.Text(secret.Key) where value is not null select new ConfiguredSecret(secret.Kind, value),
        .. reader.Elements("Redaction:Secrets").Select(value => new ConfiguredSecret("configured", value)),
    ];
}
