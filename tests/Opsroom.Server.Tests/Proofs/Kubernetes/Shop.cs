using System.Text.Json.Nodes;

namespace Opsroom.Server.Tests.Proofs.Kubernetes;

/// <summary>What is deployed: a deployment, its service and its settings, under one name.</summary>
internal static class Shop
{
    public const string Name = "shop";

    /// <summary>A value of the settings that no change here touches.</summary>
    public const string Greeting = "good-morning-4711";

    private const string Repository = "registry.example/shop";

    public static string Image(string version) => $"{Repository}:{version}";

    /// <summary>The settings and the service.</summary>
    public const string Rest = $$"""
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: {{Name}}-settings, labels: {app: {{Name}} } }
        data: {GREETING: {{Greeting}} }
        ---
        apiVersion: v1
        kind: Service
        metadata: {name: {{Name}}, labels: {app: {{Name}} } }
        spec:
          selector: {app: {{Name}} }
          ports:
          - {name: http, port: 80, targetPort: http}
        """;

    /// <param name="scheduler">Who binds its pods to nodes; null for the cluster's own.</param>
    public static string Deployment(string version, int replicas, string? scheduler = null) => $$"""
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: {{Name}}, labels: {app: {{Name}} } }
        spec:
          replicas: {{replicas}}
          selector: {matchLabels: {app: {{Name}} } }
          template:
            metadata: {labels: {app: {{Name}} } }
            spec:
              schedulerName: {{scheduler ?? "default-scheduler"}}
              terminationGracePeriodSeconds: 1
              containers:
              - name: {{Name}}
                image: '{{Image(version)}}'
                ports:
                - {name: http, containerPort: 8080}
                envFrom:
                - configMapRef: {name: {{Name}}-settings}
                resources:
                  requests: {cpu: 10m, memory: 16Mi}
                  limits: {memory: 64Mi}
        """;

    public static string All(string version, int replicas, string? scheduler = null) => $"{Rest}\n---\n{Deployment(version, replicas, scheduler)}";

    public static string ImageOf(JsonObject deployment) => (string)deployment["spec"]!["template"]!["spec"]!["containers"]![0]!["image"]!;

    public static int ReplicasOf(JsonObject deployment) => (int)deployment["spec"]!["replicas"]!;

    /// <summary>Whether every pod is of the version that the deployment has now, and ready.</summary>
    public static bool IsReady(JsonObject deployment)
    {
        var (status, wanted) = (deployment["status"], ReplicasOf(deployment));
        return (long?)status?["observedGeneration"] >= (long)deployment["metadata"]!["generation"]!
            && ((int?)status?["replicas"] ?? 0, (int?)status?["updatedReplicas"] ?? 0, (int?)status?["readyReplicas"] ?? 0) == (wanted, wanted, wanted);
    }
}
