using System.Collections.Frozen;

namespace Opsroom.Tools.Harness.Validation;

/// <summary>The words that an expression may start with. The same list stands in <c>docs/harness.md</c>.</summary>
internal static class ExpressionRoots
{
    public static readonly FrozenSet<string> Known = new[]
    {
        // what runs, and where
        "pipeline", "stage", "stages", "stepGroup", "step", "steps", "execution", "rollbackSteps", "spec", "strategy", "matrix", "repeat", "iteration", "iterations", "item", "index", "parallel",

        // what is deployed, and where to
        "service", "services", "serviceConfig", "serviceDefinition", "serviceVariables", "serviceVariableOverrides", "serviceOverrides", "artifact", "artifacts", "manifest", "manifests", "manifestConfig",
        "configFile", "configFiles", "env", "environment", "environmentVariables", "envVariables", "infra", "infrastructure", "INFRA_KEY", "INFRA_KEY_SHORT_ID", "instance", "host", "hosts",
        "release", "deployment", "lastPublished", "kubeConfigPath", "rollout", "app", "cluster", "clusters", "agent", "applications", "chart", "helm", "k8s", "ecs", "asg", "lambda", "function",

        // who and what started it
        "trigger", "triggeredBy", "eventPayload", "codebase", "account", "org", "project", "user", "runtime", "platform",

        // values
        "input", "inputs", "inputSet", "variable", "variables", "secrets", "secret", "dynamicSecrets", "fileStore", "exportedVariables", "notification", "tags", "name", "identifier", "output", "outputs",

        // what a step looks at
        "httpResponseCode", "httpResponseBody", "httpMethod", "httpUrl", "httpHeaders", "issue", "ticket", "approval", "currentStatus", "currentTime", "failureInfo", "provisioner", "terraformPlanJson",
        "monitoredService", "verify", "policy", "workspace", "webhook", "event", "payload", "prevStep", "capturedOutput", "onFailure", "timeout", "duration", "status", "retryCount", "exitCode",

        // functions
        "json", "xml", "regex", "uuid", "random", "math", "strings", "date", "datetime", "time", "string", "new", "empty", "size", "not", "true", "false", "null",
    }.ToFrozenSet(StringComparer.Ordinal);
}
