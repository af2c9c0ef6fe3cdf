using System.Globalization;
using Opsroom.Tools;
using Opsroom.Tools.Kubernetes.Diagnosis;
using Opsroom.Tools.Kubernetes.Objects;

namespace Opsroom.Tests.Tools.Kubernetes.Diagnosis;

public sealed class ClusterDiagnosisTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.Parse("2026-05-01T12:00:00Z", CultureInfo.InvariantCulture);

    private const string Account = "{apiVersion: v1, kind: ServiceAccount, metadata: {name: default, namespace: shop}}";

    [Theory]
    [InlineData("service-selector-matches-nothing", "selector: {app: web}, ports: [{port: 80, targetPort: 8080}]", "selector: {app: site}, ports: [{port: 80, targetPort: 8080}]")]
    [InlineData("service-target-port-name-missing", "selector: {app: site}, ports: [{port: 80, targetPort: web}]", "selector: {app: site}, ports: [{port: 80, targetPort: http}]")]
    [InlineData("service-target-port-mismatch", "selector: {app: site}, ports: [{port: 80, targetPort: 9090}]", "selector: {app: site}, ports: [{port: 80, targetPort: 8080}]")]
    public void A_service_is_judged_by_the_pods_behind_it(string rule, string broken, string sound)
    {
        Assert.Equal(rule, Diagnose(Service(broken), Pod("")).Findings[0].Rule);
        Assert.True(Diagnose(Service(sound), Pod("")).Healthy);
    }

    [Theory]
    [InlineData("container-crash-loop", "exit code 3", "restartCount: 7, state: {waiting: {reason: CrashLoopBackOff}}, lastState: {terminated: {exitCode: 3, reason: Error, message: 'config key missing', finishedAt: '2026-05-01T11:58:00Z'}}")]
    [InlineData("container-oom-killed", "OOMKilled", "restartCount: 7, state: {waiting: {reason: CrashLoopBackOff}}, lastState: {terminated: {exitCode: 137, reason: OOMKilled, finishedAt: '2026-05-01T11:58:00Z'}}")]
    [InlineData("image-pull-failed", "manifest unknown", "restartCount: 0, state: {waiting: {reason: ImagePullBackOff, message: 'rpc error: manifest unknown'}}")]
    [InlineData("container-cannot-start", "secret \"db\" not found", "restartCount: 0, state: {waiting: {reason: CreateContainerConfigError, message: 'secret \"db\" not found'}}")]
    public void A_container_that_does_not_run_tells_why(string rule, string words, string status)
    {
        var first = Diagnose(Pod("", ready: false, status)).Findings[0];

        Assert.Equal(rule, first.Rule);
        Assert.Equal("Pod/shop/site-1", first.Object);
        Assert.Contains(words, first.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_restart_of_long_ago_is_no_fault() =>
        Assert.True(Diagnose(Pod("", ready: true, "ready: true, restartCount: 9, state: {running: {startedAt: '2026-04-20T00:00:00Z'}}, lastState: {terminated: {exitCode: 1, reason: Error, finishedAt: '2026-04-20T00:00:00Z'}}")).Healthy);

    [Fact]
    public void What_follows_from_a_cause_stands_below_it_and_names_it()
    {
        var result = Diagnose(
            Service("selector: {app: site}, ports: [{port: 80, targetPort: 8080}]"),
            Pod("", ready: false, "restartCount: 7, state: {waiting: {reason: CrashLoopBackOff}}, lastState: {terminated: {exitCode: 3, reason: Error, finishedAt: '2026-05-01T11:58:00Z'}}"));

        Assert.Equal(["container-crash-loop", "service-without-endpoints"], result.Findings.Select(finding => finding.Rule));
        Assert.Equal("container-crash-loop Pod/shop/site-1", result.Findings[1].ExplainedBy);
        Assert.Equal(1, result.Findings[0].Consequences);
    }

    [Fact]
    public void The_scheduler_s_constraints_are_told_with_what_the_cluster_has()
    {
        var result = Diagnose(
            """{apiVersion: v1, kind: Node, metadata: {name: n1, labels: {disk: hdd}}, status: {allocatable: {cpu: "2", memory: 4Gi}, conditions: [{type: Ready, status: "True"}]}}""",
            """
            apiVersion: v1
            kind: Pod
            metadata: {name: big, namespace: shop, creationTimestamp: '2026-05-01T11:00:00Z'}
            spec: {containers: [{name: big, image: big, resources: {requests: {cpu: "16"}}}]}
            status: {phase: Pending, conditions: [{type: PodScheduled, status: "False", reason: Unschedulable, message: '0/1 nodes are available: 1 Insufficient cpu. preemption: 0/1 nodes are available: 1 No preemption victims found for incoming pod.'}]}
            """);

        Assert.Equal("pod-unschedulable", result.Findings[0].Rule);
        Assert.Contains("requests cpu 16, more than any node has: the largest node has allocatable 2", result.Findings[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_sequence_of_the_objects_does_not_matter()
    {
        string[] objects = [Service("selector: {app: web}, ports: [{port: 80}]"), Pod(""), Account];

        Assert.Equal(Diagnose(objects).Findings.Select(finding => finding.Message), Diagnose([.. objects.Reverse()]).Findings.Select(finding => finding.Message));
    }

    [Fact]
    public void Nothing_is_missing_in_a_namespace_that_was_not_looked_into()
    {
        const string Hook = "{apiVersion: admissionregistration.k8s.io/v1, kind: ValidatingWebhookConfiguration, metadata: {name: checks}, webhooks: [{name: checks.example.com, clientConfig: {service: {namespace: policy, name: checks}}}]}";

        Assert.DoesNotContain(Diagnose(Hook, Account, Service("selector: {app: site}, ports: [{port: 80, targetPort: 8080}]"), Pod("")).Findings, finding => finding.Rule == "webhook-service-down");
        Assert.Contains(
            Diagnose(Hook, Account.Replace("shop", "policy", StringComparison.Ordinal), Service("selector: {app: site}, ports: [{port: 80, targetPort: 8080}]"), Pod("")).Findings,
            finding => finding.Rule == "webhook-service-down" && finding.Severity == Severity.Error);
    }

    [Fact]
    public void Objects_that_are_torn_or_hostile_do_no_harm()
    {
        var result = Diagnose(
            "{kind: Pod, metadata: {name: [], namespace: {}}, spec: {containers: text, volumes: [1, null]}, status: {phase: [], containerStatuses: {a: b}, conditions: 7}}",
            "{kind: Service, metadata: null, spec: {ports: [null, 3], selector: [a]}}",
            "{kind: HorizontalPodAutoscaler, metadata: {name: h, namespace: shop}, spec: {metrics: {a: 1}, scaleTargetRef: text}}",
            Pod("", ready: false, $"restartCount: 7, state: {{waiting: {{reason: CrashLoopBackOff}}}}, lastState: {{terminated: {{exitCode: 1, message: '{new string('x', 50_000)}'}}}}"));

        Assert.All(result.Findings, finding => Assert.InRange(finding.Message.Length, 1, 2_500));
    }

    private static string Service(string spec) => $"{{apiVersion: v1, kind: Service, metadata: {{name: site, namespace: shop}}, spec: {{{spec}}}}}";

    private static string Pod(string spec, bool ready = true, string status = "ready: true, restartCount: 0, state: {running: {startedAt: '2026-04-30T00:00:00Z'}}") => $$"""
        apiVersion: v1
        kind: Pod
        metadata: {name: site-1, namespace: shop, labels: {app: site}, creationTimestamp: '2026-04-30T00:00:00Z'}
        spec: {nodeName: n1, containers: [{name: site, image: 'site:1', ports: [{name: http, containerPort: 8080}], readinessProbe: {httpGet: {port: http} } }]{{spec}}}
        status: {phase: Running, startTime: '2026-04-30T00:00:00Z', conditions: [{type: Ready, status: "{{ready}}", lastTransitionTime: '2026-04-30T00:00:00Z'}], containerStatuses: [{name: site, {{status}} }]}
        """;

    private static DiagnosisResult Diagnose(params string[] documents)
    {
        var reading = ManifestReader.Read(string.Join("\n---\n", documents));
        Assert.Empty(reading.Faults);
        return ClusterDiagnosis.Of(new ObjectSet(reading.Objects), Now);
    }
}
