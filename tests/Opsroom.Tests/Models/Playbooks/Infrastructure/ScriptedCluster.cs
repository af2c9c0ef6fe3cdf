using System.Text.Json;
using System.Text.Json.Nodes;
using Opsroom.Models.Playbooks;
using Opsroom.Models.Playbooks.Infrastructure;
using Reply = Opsroom.Tests.Models.Playbooks.PlaybookRun.Reply;

namespace Opsroom.Tests.Models.Playbooks.Infrastructure;

/// <summary>A cluster that answers as the tools do: two environments of checkout, payments that crashes in prod, orders of two teams.</summary>
internal sealed class ScriptedCluster
{
    public const string CrashedPod = "payments-5c6d7f8b9-abcde";

    private static readonly string[] Reads =
        [
            "kubernetes_get_pods", "kubernetes_get_services", "kubernetes_get_deployments", "kubernetes_get_nodes", "kubernetes_get_events", "kubernetes_get_logs",
            "kubernetes_describe", "kubernetes_diagnose", "kubernetes_lint_manifest", "classify_command", "documentation_search",
        ];

    private static readonly string[] Changes =
        [
            "kubernetes_scale_deployment", "kubernetes_restart_deployment", "kubernetes_rollback_deployment", "kubernetes_set_image", "kubernetes_apply", "kubernetes_delete",
            "execute_deployment", "rollback_deployment",
        ];

    private static readonly (string Namespace, string Name, int Desired, string Image)[] Deployments =
        [
            ("shop-staging", "checkout", 2, "ghcr.io/acme/checkout:v1.4.1"), ("shop-prod", "checkout", 3, "ghcr.io/acme/checkout:v1.4.0"),
            ("shop", "web", 3, "ghcr.io/acme/web:1.0.0"), ("shop", "api", 2, "ghcr.io/acme/api:v1.9.0"), ("prod", "payments", 2, "ghcr.io/acme/payments:2.1"),
            ("team-a", "orders", 1, "ghcr.io/acme/orders:1"), ("team-b", "orders", 1, "ghcr.io/acme/orders:1"),
        ];

    private static readonly (string Namespace, string Name, string Status, int Restarts, string Owner)[] Pods =
        [
            ("shop", "web-6d5f9c7b8-x2k4q", "Running", 0, "ReplicaSet/web-6d5f9c7b8"), ("shop", "api-7f9c8d7b6-q1w2e", "Running", 0, "ReplicaSet/api-7f9c8d7b6"),
            ("prod", CrashedPod, "CrashLoopBackOff", 12, "ReplicaSet/payments-5c6d7f8b9"), ("data", "db-0", "Running", 0, "StatefulSet/db"),
        ];

    /// <summary>What a tool answers instead.</summary>
    public Dictionary<string, Reply> Instead { get; } = new(StringComparer.Ordinal);

    public static string[] Offered => [.. Reads, .. Changes, "kubernetes_generate_manifest", "plan_deployment", "preflight_check", "create_pipeline", "workspace_read"];

    /// <summary>The calls that change something, and every call, as text: the tool and its arguments.</summary>
    public static IEnumerable<string> ChangesIn(PlaybookRun run) => run.Exchanges.Where(made => Changes.Contains(made.Tool)).Select(Written);

    /// <summary>The call is made, and nothing is changed unless the call itself changes something.</summary>
    public static void AssertMeans(string task, string expected, Playbook? playbook = null)
    {
        var run = AssertCalls(task, expected, playbook);
        if (!Changes.Contains(expected.Split(' ')[0]))
        {
            Assert.Empty(ChangesIn(run));
        }
    }

    public static PlaybookRun AssertCalls(string task, string expected, Playbook? playbook = null)
    {
        var run = new ScriptedCluster().Run(playbook ?? new KubernetesPlaybook());
        run.Ask(task);
        var calls = run.Exchanges.Select(Written).ToList();
        var parts = expected.Split(' ', 2);
        Assert.True(
            calls.Contains(Normal(parts[0], parts.Length > 1 ? parts[1] : ""), StringComparer.Ordinal),
            $"{task}\n  meant {expected}\n  made\n    {string.Join("\n    ", calls)}");
        return run;
    }

    public static void AssertChangesNothing(string task, Playbook? playbook = null)
    {
        var run = new ScriptedCluster().Run(playbook ?? new KubernetesPlaybook());
        var answer = run.Ask(task);
        Assert.Empty(ChangesIn(run));
        Assert.NotEmpty(answer.Message);
    }

    public PlaybookRun Run(Playbook playbook, string[]? offered = null) => new(playbook, Reply) { Offered = offered ?? Offered };

    private Reply Reply(string tool, JsonElement arguments) => Instead.TryGetValue(tool, out var given) ? given : tool switch
    {
        "kubernetes_get_deployments" => Listed(Deployments.Where(each => IsIn(arguments, each.Namespace)).Select(Row)),
        "kubernetes_get_pods" => Listed(Pods.Where(each => IsIn(arguments, each.Namespace) && IsSelected(arguments, each.Name)).Select(Row)),
        "kubernetes_get_logs" => Ok(new { pod = Text(arguments, "pod"), container = "app", lines = new[] { "starting", "panic: no DATABASE_URL" }, truncated = false }),
        "kubernetes_diagnose" => Ok(new { findings = Findings, healthy = false, looked_at = new { Pod = 4 }, truncated = false }),
        "kubernetes_lint_manifest" => Ok(new { findings = Array.Empty<object>(), objects = 1 }),
        "kubernetes_generate_manifest" => Ok(new { yaml = "kind: Deployment", path = "kubernetes/x.yaml", findings = Array.Empty<object>(), objects = new[] { "Deployment/x" }, assumptions = Array.Empty<string>() }),
        "kubernetes_scale_deployment" => Ok(new { before = 2, after = (int)Node(arguments)["replicas"]!, kind = "Deployment", rollout = new { status = "complete", ready = 5, wanted = 5, problems = Array.Empty<object>() } }),
        "classify_command" => Ok(new { effect = "destroy", tool = "kubectl", reasons = new[] { "delete removes what it names" } }),
        "plan_deployment" => Ok(new { plan_id = "canary-x-12345678", path = "deployments/canary-x-12345678.yaml", steps = new[] { new { name = "set_image", text = "Set the image." } }, risks = Array.Empty<object>(), rollback = "Set it back." }),
        "preflight_check" when Text(arguments, "namespace") is null => PlaybookRun.Reply.Failed("invalid_argument", "No configuration says where that environment is."),
        "preflight_check" => Ok(new { findings = Array.Empty<object>(), ready = true }),
        "rollback_deployment" => Ok(new { from = "v1.4.1", to = "v1.4.0", verified = true }),
        "execute_deployment" => Ok(new { steps = new[] { new { name = "set_image", outcome = "done", detail = "" } }, verified = true, rolled_back = false }),
        "documentation_search" => Ok(new { results = Array.Empty<object>() }),
        _ when Changes.Contains(tool) => Ok(new { rollout = new { status = "complete", ready = 2, wanted = 2, problems = Array.Empty<object>() } }),
        _ => Ok(new { items = Array.Empty<object>(), truncated = false }),
    };

    private static object Row((string Namespace, string Name, int Desired, string Image) each) => new
    {
        @namespace = each.Namespace,
        name = each.Name,
        ready = $"{each.Desired}/{each.Desired}",
        desired = each.Desired,
        images = new[] { each.Image },
        selector = $"app={each.Name}",
        revision = 7,
    };

    private static object Row((string Namespace, string Name, string Status, int Restarts, string Owner) each) => new
    {
        @namespace = each.Namespace,
        name = each.Name,
        ready = each.Status == "Running" ? "1/1" : "0/1",
        status = each.Status,
        restarts = each.Restarts,
        owner = each.Owner,
    };

    private static object[] Findings =>
        [
            Finding("crash-loop", "error", "The container app of payments ends with exit code 1 again and again.", $"Pod/prod/{CrashedPod}", "panic: no DATABASE_URL", "Deployment/prod/payments"),
            Finding("missing-limits", "warning", "web has no limits.", "Deployment/prod/web", "", "Service/prod/web"),
        ];

    private static object Finding(string rule, string severity, string message, string id, string seen, string related) => new
    {
        rule,
        severity,
        message,
        @object = id,
        evidence = new[] { new { @object = id, field = "log", value = seen } },
        related = new[] { related },
        fix_hint = "Mend it.",
        consequences = 1,
    };

    private static Reply Ok(object result) => PlaybookRun.Reply.Ok(result);

    private static Reply Listed(IEnumerable<object> items) => Ok(new { items = items.ToArray(), truncated = false });

    private static bool IsIn(JsonElement arguments, string space) => Text(arguments, "namespace") is not { } given || given == space;

    private static bool IsSelected(JsonElement arguments, string pod) => Text(arguments, "label_selector") is not { } selector || pod.StartsWith(selector["app=".Length..] + "-", StringComparison.Ordinal);

    private static string? Text(JsonElement arguments, string name) => (string?)Node(arguments)[name];

    private static JsonNode Node(JsonElement arguments) => JsonNode.Parse(arguments.GetRawText())!;

    private static string Written(ToolExchange made) => Normal(
        made.Tool, made.Arguments.EnumerateObject().Where(argument => argument.Name is not "limit" && !(made.Tool == "preflight_check" && argument.Name is "plan_id" or "image")).Select(argument => $"{argument.Name}={argument.Value}"));

    private static string Normal(string tool, string arguments) => Normal(tool, Split(arguments));

    private static string Normal(string tool, IEnumerable<string> arguments) => $"{tool} {string.Join(' ', arguments.Order(StringComparer.Ordinal))}".Trim().Replace("=True", "=true", StringComparison.Ordinal);

    /// <summary>Arguments by blanks before a <c>name=</c>, so that a value may have blanks.</summary>
    private static List<string> Split(string arguments)
    {
        var parts = new List<string>();
        foreach (var word in arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (word.IndexOf('=') is var at and > 0 && word.AsSpan(0, at).IndexOfAnyExceptInRange('_', 'z') < 0)
            {
                parts.Add(word);
            }
            else
            {
                parts[^1] += " " + word;
            }
        }

        return parts;
    }
}
