using Opsroom.Tests.Tools.Incidents.Bundles;
using Opsroom.Tools.Incidents;
using Opsroom.Tools.Incidents.Analysis;

namespace Opsroom.Tests.Tools.Incidents.Analysis;

public sealed class NoteEvidenceTests
{
    private const string Header = "description: is the worker fine?\nnamespace: app\nrecorded_at: '2026-02-14T10:00:00Z'\n";

    [Fact]
    public void A_described_pod_that_is_killed_for_memory_is_told_with_its_limit()
    {
        var found = Investigate(("incident.yaml", Header), ("notes/kubectl/describe.txt", Described("Waiting\n      Reason:       CrashLoopBackOff", "Sat, 14 Feb 2026 09:58:00 +0000", "False", 7)));

        Assert.Equal((IncidentVerdict.Incident, IncidentCategory.ResourceExhaustion), (found.Verdict, found.RootCauses[0].Category));
        Assert.Contains(found.RootCauses[0].Evidence, quote => quote.Quote.Contains("128Mi", StringComparison.Ordinal));
    }

    [Fact]
    public void One_that_was_killed_long_ago_and_runs_since_is_healthy()
    {
        var found = Investigate(("incident.yaml", Header), ("notes/kubectl/describe.txt", Described("Running\n      Started:      Mon, 02 Feb 2026 10:14:02 +0000", "Mon, 02 Feb 2026 10:14:00 +0000", "True", 1)));

        Assert.Equal(IncidentVerdict.Healthy, found.Verdict);
    }

    [Fact]
    public void An_event_counts_as_long_as_its_pod_is_not_ready()
    {
        const string Events = "$ kubectl get events -n app\nLAST SEEN   TYPE      REASON             OBJECT                     MESSAGE\n4m          Warning   FailedScheduling   pod/web-5d4f8c7b9-x7k2p    0/3 nodes are available: 3 Insufficient cpu.\n";
        var pending = Investigate(("incident.yaml", Header), ("notes/kubectl/events.txt", Events),
            ("notes/kubectl/pods.txt", "$ kubectl get pods -n app\nNAME                   READY   STATUS    RESTARTS   AGE\nweb-5d4f8c7b9-x7k2p    0/1     Pending   0          20m\n"));
        var placed = Investigate(("incident.yaml", Header), ("notes/kubectl/events.txt", Events),
            ("notes/kubectl/pods.txt", "$ kubectl get pods -n app\nNAME                   READY   STATUS    RESTARTS   AGE\nweb-5d4f8c7b9-x7k2p    1/1     Running   0          20m\n"));

        Assert.Equal(IncidentCategory.Scheduling, pending.RootCauses[0].Category);
        Assert.Equal(IncidentVerdict.Healthy, placed.Verdict);
    }

    [Fact]
    public void A_service_without_endpoints_whose_pods_run_is_set_wrongly()
    {
        var found = Investigate(("incident.yaml", "description: web gives 503\nnamespace: app\n"),
            ("notes/kubectl/endpoints.txt", "$ kubectl get endpoints web -n app\nNAME   ENDPOINTS   AGE\nweb    <none>      9m\n"),
            ("notes/kubectl/pods.txt", "$ kubectl get pods -n app\nNAME                   READY   STATUS    RESTARTS   AGE\nweb-5d4f8c7b9-x7k2p    1/1     Running   0          9m\n"));

        Assert.Equal(IncidentCategory.ConfigurationError, found.RootCauses[0].Category);
    }

    [Theory]
    [InlineData("6380", IncidentCategory.ConfigurationError)]
    [InlineData("6379", IncidentCategory.DependencyFailure)]
    public void A_port_that_the_service_does_not_have_is_a_wrong_setting(string port, IncidentCategory expected)
    {
        var lines = string.Concat(Enumerable.Range(10, 30).Select(minute => $"2026-02-14T09:{minute}:00Z ERROR dial tcp cart-redis:{port}: connect: connection refused\n"));
        var found = Investigate(("incident.yaml", Header), ("logs/cart/app.log", lines),
            ("notes/kubectl/svc.txt", "$ kubectl get svc -n app\nNAME         TYPE        CLUSTER-IP   EXTERNAL-IP   PORT(S)    AGE\ncart-redis   ClusterIP   10.43.8.8    <none>        6379/TCP   12d\n"));

        Assert.Equal(expected, found.RootCauses[0].Category);
    }

    [Fact]
    public void Thin_objects_without_a_status_are_no_trouble()
    {
        var found = Investigate(("incident.yaml", Header), ("objects/all.yaml", """
            kind: List
            apiVersion: v1
            items:
            - kind: Deployment
              metadata: {name: web, namespace: app, generation: 4}
              spec: {replicas: 2}
              status: {replicas: 2, readyReplicas: 2}
            - kind: Service
              metadata: {name: web, namespace: app}
              spec: {type: LoadBalancer, ports: [{port: 80}], selector: {app: web}}
            - kind: Pod
              metadata: {name: web-7d9c8f6b5-x7k2p, namespace: app}
              status: {phase: Running}
            - kind: Node
              metadata: {name: n1}
            """));

        Assert.Equal(IncidentVerdict.Healthy, found.Verdict);
    }

    private static Investigation Investigate(params (string Path, string Text)[] files) => IncidentAnalysis.Investigate(BundleFolder.Of(files), TestContext.Current.CancellationToken);

    private static string Described(string state, string finished, string ready, int restarts) => $"""
        $ kubectl describe pod worker-6f7c9d8b5-2xk4p -n app
        Name:             worker-6f7c9d8b5-2xk4p
        Namespace:        app
        Status:           Running
        Containers:
          worker:
            Image:          registry.example.internal/worker:1.4.2
            State:          {state}
            Last State:     Terminated
              Reason:       OOMKilled
              Exit Code:    137
              Finished:     {finished}
            Ready:          {ready}
            Restart Count:  {restarts}
            Limits:
              memory:  128Mi
        Conditions:
          Type              Status
          Ready             {ready}
        Events:             <none>

        """;
}
