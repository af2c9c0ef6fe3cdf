using System.Collections.Frozen;

namespace Opsroom.Server.Hosting;

/// <summary>Which setting each environment variable means. Beside these names, <c>Section__Key</c> means <c>Section:Key</c>.</summary>
internal static class EnvironmentNames
{
    private static readonly FrozenDictionary<string, string> Keys = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
    {
        ["OPSROOM_MODEL"] = "Models:Model",
        ["OPSROOM_MODEL_FALLBACK"] = "Models:Fallback",
        ["OPSROOM_POLICY"] = "Policy:Path",
        ["OPSROOM_DATA_KEY"] = "Store:DataKey",
        ["ANTHROPIC_API_KEY"] = "Models:AnthropicApiKey",
        ["ANTHROPIC_BASE_URL"] = "Models:AnthropicBaseUrl",
        ["OPENAI_API_KEY"] = "Models:OpenAIApiKey",
        ["OPENAI_BASE_URL"] = "Models:OpenAIBaseUrl",
        ["LANGSMITH_API_KEY"] = "LangSmith:ApiKey",
        ["LANGSMITH_PROJECT"] = "LangSmith:Project",
        ["LANGSMITH_ENDPOINT"] = "LangSmith:Endpoint",
        ["PINECONE_API_KEY"] = "Pinecone:ApiKey",
        ["PINECONE_ENVIRONMENT"] = "Pinecone:Environment",
        ["PINECONE_INDEX_NAME"] = "Pinecone:IndexName",
        ["VOYAGE_API_KEY"] = "Voyage:ApiKey",
        ["TAVILY_API_KEY"] = "Tavily:ApiKey",
        ["HARNESS_ACCOUNT_ID"] = "Harness:AccountId",
        ["HARNESS_API_URL"] = "Harness:ApiUrl",
        ["HARNESS_API_TOKEN"] = "Harness:ApiToken",
        ["HARNESS_ORG_IDENTIFIER"] = "Harness:OrgIdentifier",
        ["HARNESS_PROJECT_IDENTIFIER"] = "Harness:ProjectIdentifier",
        ["PROMETHEUS_URL"] = "Prometheus:Url",
        ["ALERTMANAGER_URL"] = "Alertmanager:Url",
        ["LOKI_URL"] = "Loki:Url",
        ["ELASTICSEARCH_URL"] = "Elasticsearch:Url",
        ["KUBECONFIG"] = "Kubernetes:Kubeconfig",
        ["KUBERNETES_SERVICE_HOST"] = "Kubernetes:ServiceHost",
        ["DATABASE_URL"] = "Store:Url",
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>The settings that a set of variables gives. A variable without a value gives none, as an empty line in <c>.env</c> means "not set".</summary>
    public static IEnumerable<KeyValuePair<string, string?>> ToSettings(IEnumerable<KeyValuePair<string, string>> variables)
    {
        foreach (var (name, value) in variables)
        {
            if (string.IsNullOrWhiteSpace(value))
            {
                continue;
            }

            // OpenTelemetry's own names are read under their own names
            if (name.StartsWith("OTEL_", StringComparison.OrdinalIgnoreCase))
            {
                yield return new(name.ToUpperInvariant(), value);
            }
            else if (Keys.TryGetValue(name, out var key))
            {
                yield return new(key, value.Trim());
            }
            else if (name.Contains("__", StringComparison.Ordinal) && !name.StartsWith('_'))
            {
                yield return new(name.Replace("__", ":", StringComparison.Ordinal), value);
            }
        }
    }
}
