using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Opsroom.Bench.Http;
using Opsroom.Bench.Server;

namespace Opsroom.Bench;

/// <param name="Objects">How many objects the manifest has.</param>
/// <param name="Length">Its characters.</param>
/// <param name="Times">Of each call, the first of a fresh server first.</param>
internal sealed record LintFigures(int Objects, int Length, IReadOnlyList<TimeSpan> Times);

/// <summary>How long <c>kubernetes_lint_manifest</c> takes over HTTP for a manifest of many objects.</summary>
internal static class LintBenchmark
{
    private const int Calls = 5;

    public static async Task<LintFigures> MeasureAsync(BenchSetup setup, int objects)
    {
        var manifest = Manifest(objects);
        var request = EncodedRequest.Post("/tools/kubernetes_lint_manifest/invoke", JsonSerializer.Serialize(new { arguments = new { manifest_content = manifest } }));
        await using var server = ServerProcess.Start(setup);
        using var connection = server.Connect();
        var times = new List<TimeSpan>();
        for (var call = 0; call < Calls; call++)
        {
            var begun = Stopwatch.GetTimestamp();
            if (!connection.Exchange(request).Succeeded)
            {
                throw new BenchException("The manifest was not linted.");
            }

            times.Add(Stopwatch.GetElapsedTime(begun));
        }

        return new(objects, manifest.Length, times);
    }

    /// <summary>Deployments with their services, ten teams of them.</summary>
    private static string Manifest(int objects)
    {
        var text = new StringBuilder();
        for (var i = 0; i < objects; i++)
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"app-{i / 2}");
            var space = string.Create(CultureInfo.InvariantCulture, $"team-{i / 2 % 10}");
            text.Append(i % 2 == 0 ? Deployment(name, space) : Service(name, space)).Append("---\n");
        }

        return text.ToString();
    }

    private static string Deployment(string name, string space) =>
        $$"""
        apiVersion: apps/v1
        kind: Deployment
        metadata:
          name: {{name}}
          namespace: {{space}}
          labels:
            app: {{name}}
        spec:
          replicas: 3
          selector:
            matchLabels:
              app: {{name}}
          template:
            metadata:
              labels:
                app: {{name}}
                part-of: shop
            spec:
              containers:
                - name: main
                  image: registry.example.com/shop/{{name}}:1.4.2
                  ports:
                    - name: http
                      containerPort: 8080
                  env:
                    - name: LOG_LEVEL
                      value: info
                  readinessProbe:
                    httpGet:
                      path: /ready
                      port: http
                  resources:
                    requests:
                      cpu: 100m
                      memory: 128Mi
                    limits:
                      memory: 256Mi

        """;

    private static string Service(string name, string space) =>
        $$"""
        apiVersion: v1
        kind: Service
        metadata:
          name: {{name}}
          namespace: {{space}}
        spec:
          selector:
            app: {{name}}
          ports:
            - name: http
              port: 80
              targetPort: http

        """;
}
