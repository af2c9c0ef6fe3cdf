using System.Text.Json;
using CsCheck;
using Opsroom.Tests.Tools.Workspace;
using Opsroom.Tools;
using Opsroom.Tools.Kubernetes.Generation;
using Opsroom.Tools.Kubernetes.Linting.ApiVersions;
using Opsroom.Tools.Kubernetes.Objects;

namespace Opsroom.Tests.Tools.Kubernetes.Generation;

public sealed class ManifestGeneratorTests
{
    /// <summary>What a server of version 1.20 serves.</summary>
    private static readonly ServedApis Old = new(
        new(1, 20), new HashSet<(string, string)>(
        [
            ("v1", "ConfigMap"), ("v1", "Service"), ("v1", "ServiceAccount"), ("apps/v1", "Deployment"), ("apps/v1", "StatefulSet"), ("autoscaling/v1", "HorizontalPodAutoscaler"), ("autoscaling/v2beta2", "HorizontalPodAutoscaler"), ("batch/v1", "Job"), ("batch/v1beta1", "CronJob"),
            ("policy/v1beta1", "PodDisruptionBudget"), ("networking.k8s.io/v1", "Ingress"), ("networking.k8s.io/v1", "NetworkPolicy"),
        ]));

    private static readonly Gen<ManifestRequest> Requests =
        from workload in Gen.OneOf<WorkloadKind>([WorkloadKind.Deployment, WorkloadKind.StatefulSet, WorkloadKind.CronJob])
        let runs = workload != WorkloadKind.CronJob
        from name in Gen.OneOf<string>(["web", "a", "checkout-api-2", new string((char)120, 52)])
        from port in Gen.Int[1, 65535]
        from hasPort in Gen.Bool
        from replicas in Gen.Int[1, 50]
        from flags in Gen.Bool.Array[16]
        let listens = runs && hasPort
        select new ManifestRequest(name, flags[0] ? "ghcr.io/acme/web:1.2.3" : $"acme/web@sha256:{new string('a', 64)}")
        {
            Workload = workload,
            Port = listens ? port : null,
            Replicas = runs && flags[1] ? replicas : null,
            Environment = flags[2] ? "staging" : null,
            Namespace = flags[3] ? "shop" : null,
            IngressHost = listens && flags[4] ? "shop.example.com" : null,
            IngressClass = flags[5] ? "nginx" : null,
            Autoscale = runs && flags[6],
            Cpu = flags[7] ? "1.5" : null,
            Memory = flags[8] ? "2Gi" : null,
            HealthPath = listens && flags[9] ? "/healthz" : null,
            ReadinessPath = listens && flags[10] ? "/ready?full=1" : null,
            Service = flags[11] ? ServiceKind.LoadBalancer : ServiceKind.ClusterIp,
            Schedule = runs ? null : "30 2 * * mon-fri",
            Storage = workload == WorkloadKind.StatefulSet && flags[12] ? "10Gi" : null,
            Env = flags[13] ? new Dictionary<string, string>(StringComparer.Ordinal) { ["MODE"] = "yes", ["NOTE"] = "a: b # c\n\"d\"", ["EMPTY"] = "" } : [],
            Config = flags[14] ? new Dictionary<string, string>(StringComparer.Ordinal) { ["LEVEL"] = "1e3", ["NULL"] = "null" } : [],
            Secrets = flags[15] ? ["database", "mail.smtp"] : [],
        };

    [Fact]
    public void Whatever_is_asked_for_has_no_error_and_no_warning() => Gen.Select(Requests, Gen.Bool).Sample(
        (request, isOld) =>
        {
            Assert.Null(request.Fault());
            var made = ManifestGenerator.Generate(request, isOld ? Old : ServedApis.Newest);
            Assert.DoesNotContain(made.Lint.Findings, finding => finding.Severity != Severity.Info);
            Assert.Equal(made.Objects.Length, made.Lint.Objects);
        },
        iter: 400);

    [Fact]
    public void Versions_are_those_that_the_target_serves()
    {
        var request = new ManifestRequest("web", "ghcr.io/acme/web:1.2.3") { Port = 8080, Autoscale = true };
        Assert.Equal("policy/v1beta1", Version(request, Old, "PodDisruptionBudget"));
        Assert.Equal("autoscaling/v2beta2", Version(request, Old, "HorizontalPodAutoscaler"));
        Assert.Equal("policy/v1", Version(request, ServedApis.Newest, "PodDisruptionBudget"));
        Assert.Equal("autoscaling/v2", Version(request, ServedApis.Newest, "HorizontalPodAutoscaler"));
        Assert.Equal("batch/v1beta1", Version(new("report", "acme/report:1") { Workload = WorkloadKind.CronJob, Schedule = "@daily" }, Old, "CronJob"));
    }

    [Fact]
    public void An_image_without_a_tag_is_told_of()
    {
        var made = ManifestGenerator.Generate(new ManifestRequest("web", "ghcr.io/acme/web"), ServedApis.Newest);
        Assert.Equal("image-without-tag", Assert.Single(made.Lint.Findings, finding => finding.Severity == Severity.Warning).Rule);
    }

    [Fact]
    public void A_health_path_that_was_not_given_is_not_made_up()
    {
        var made = ManifestGenerator.Generate(new ManifestRequest("web", "acme/web:1") { Port = 8080 }, ServedApis.Newest);
        Assert.DoesNotContain("httpGet", made.Yaml, StringComparison.Ordinal);
        Assert.Contains(made.Assumptions, sentence => sentence.Contains("health_path", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("""{"name": "Web_1", "image": "a:1"}""", "name", "web-1")]
    [InlineData("""{"name": "web", "image": "https://a/b:1"}""", "image", "registry.example.com")]
    [InlineData("""{"name": "web", "image": "a:1", "port": 70000}""", "port", "65535")]
    [InlineData("""{"name": "web", "image": "a:1", "memory": "512m"}""", "memory", "256Mi")]
    [InlineData("""{"name": "web", "image": "a:1", "ingress_host": "shop.example.com"}""", "ingress_host", "port")]
    [InlineData("""{"name": "web", "image": "a:1", "port": 80, "ingress_host": "https://shop"}""", "ingress_host", "shop.example.com")]
    [InlineData("""{"name": "web", "image": "a:1", "workload": "cron_job"}""", "schedule", "30 2 * * *")]
    [InlineData("""{"name": "web", "image": "a:1", "workload": "cron_job", "schedule": "99 * * * *"}""", "schedule", "minute")]
    [InlineData("""{"name": "web", "image": "a:1", "namespace": "default"}""", "namespace", "default")]
    [InlineData("""{"name": "web", "image": "a:1", "env": {"A B": "1"}}""", "env", "A B")]
    public async Task What_cannot_be_made_is_refused_with_its_argument_and_a_cure(string arguments, string argument, string cure)
    {
        var outcome = await CallAsync(arguments);
        Assert.False(outcome.Succeeded);
        var error = outcome.Result.GetProperty("error");
        Assert.Equal(FaultCodes.InvalidArgument, error.GetProperty("code").GetString());
        Assert.Contains(argument, error.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Contains(cure, error.GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_manifest_stands_in_the_workspace()
    {
        var outcome = await CallAsync("""{"name": "web", "image": "acme/web:1.0", "port": 8080, "environment": "staging", "replicas": 2}""");
        Assert.True(outcome.Succeeded);
        Assert.Equal("kubernetes/staging/web.yaml", outcome.Result.GetProperty("path").GetString());
        Assert.Equal("kubernetes/staging/web.yaml", outcome.Result.GetProperty("files")[0].GetProperty("path").GetString());
        Assert.Contains(outcome.Result.GetProperty("objects").EnumerateArray(), id => id.GetString() == "Deployment/web");
    }

    private static string Version(ManifestRequest request, ServedApis served, string kind) =>
        ManifestReader.Read(ManifestGenerator.Generate(request, served).Yaml).Objects.Single(each => each.Kind == kind).ApiVersion;

    private static Task<ToolCallOutcome> CallAsync(string arguments) =>
        new ToolCatalog(Samples.BuiltIn()).Find("kubernetes_generate_manifest")!
            .InvokeAsync(JsonElement.Parse(arguments), Samples.Context(Workspaces.With()), TestContext.Current.CancellationToken);
}
