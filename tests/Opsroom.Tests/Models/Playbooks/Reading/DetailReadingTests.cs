using Opsroom.Models.Playbooks.Reading;

namespace Opsroom.Tests.Models.Playbooks.Reading;

public class DetailReadingTests
{
    [Theory]
    [InlineData("in namespace payments", "payments")]
    [InlineData("in the `payments` namespace", "payments")]
    [InlineData("in the payments namespace", "payments")]
    [InlineData("kubectl get pods -n payments", "payments")]
    [InlineData("kubectl get pods --namespace=kube-system", "kube-system")]
    [InlineData("ns: shop-prod", "shop-prod")]
    [InlineData("namespace called web-1", "web-1")]
    [InlineData("im Namespace zahlungen", "zahlungen")]
    [InlineData("dans l'espace de noms paiements", "paiements")]
    [InlineData("en el espacio de nombres pagos", "pagos")]
    [InlineData("namespace default", "default")]
    [InlineData("the namespace exists already", null)]
    [InlineData("create a namespace for the team", null)]
    [InlineData("no namespaces here", null)]
    public void Namespaces(string task, string? expected) => Assert.Equal(expected, TaskReader.Read(task, null).Namespace);

    [Theory]
    [InlineData("with three replicas", 3)]
    [InlineData("5 replicas please", 5)]
    [InlineData("replicas: 4", 4)]
    [InlineData("set replicas to 7", 7)]
    [InlineData("--replicas=2", 2)]
    [InlineData("from 2 to 6 replicas", 6)]
    [InlineData("scale checkout to 5", 5)]
    [InlineData("scale checkout from 3 to ten", 10)]
    [InlineData("drei Replikate", 3)]
    [InlineData("avec deux réplicas", 2)]
    [InlineData("con cuatro réplicas", 4)]
    [InlineData("com duas réplicas", 2)]
    [InlineData("con tre repliche", 3)]
    [InlineData("met vijf pods", 5)]
    [InlineData("a dozen pods", 12)]
    [InlineData("3 healthy pods", 3)]
    [InlineData("scale it up", null)]
    [InlineData("99999999999999999999 replicas", null)]
    public void Replicas(string task, int? expected) => Assert.Equal(expected, TaskReader.Read(task, null).Replicas);

    [Theory]
    [InlineData("image ghcr.io/acme/web:1.2.3", "ghcr.io/acme/web:1.2.3")]
    [InlineData("deploy nginx:1.25 somewhere", "nginx:1.25")]
    [InlineData("use myapp:latest", "myapp:latest")]
    [InlineData("image: acme/web", "acme/web")]
    [InlineData("registry.local:5000/web:v2", "registry.local:5000/web:v2")]
    [InlineData("eu.gcr.io/p/web@sha256:abc123", "eu.gcr.io/p/web@sha256:abc123")]
    [InlineData("listens on localhost:8080", null)]
    [InlineData("see src/app/main.go:12", null)]
    [InlineData("at 10:30 and 11:45", null)]
    [InlineData("ratio 3:1, note: none", null)]
    public void Images(string task, string? expected) => Assert.Equal(expected, TaskReader.Read(task, null).Image);

    [Theory]
    [InlineData("v2 of api", "v2")]
    [InlineData("version 2.3.1", "2.3.1")]
    [InlineData("checkout@1.4.2", "1.4.2")]
    [InlineData("tag v1.2.3-rc.1 it", "v1.2.3-rc.1")]
    [InlineData("release 2024.06", "2024.06")]
    [InlineData("99.9% of requests in 5m", null)]
    [InlineData("at 1.5 hours", null)]
    public void Versions(string task, string? expected) => Assert.Equal(expected, TaskReader.Read(task, null).Version);

    [Theory]
    [InlineData("last 2 hours", "2h")]
    [InlineData("over 30 minutes and 1h30m", "30m,90m")]
    [InlineData("90s timeout", "90s")]
    [InlineData("the past week", "7d")]
    [InlineData("in the last hour", "1h")]
    [InlineData("half an hour", "30m")]
    [InlineData("a 5-minute window", "5m")]
    [InlineData("letzten drei Tage", "3d")]
    [InlineData("dernières 24 heures", "1d")]
    [InlineData("5 pods", "")]
    public void Durations(string task, string expected) => Assert.Equal(expected, string.Join(',', TaskReader.Read(task, null).Durations));

    [Theory]
    [InlineData("canary 10%, 25% and 50 %", "10,25,50")]
    [InlineData("ten percent", "10")]
    [InlineData("20 Prozent", "20")]
    [InlineData("25 pour cent", "25")]
    [InlineData("30 por ciento", "30")]
    [InlineData("99,9%", "99.9")]
    [InlineData("5 pods", "")]
    public void Percentages(string task, string expected) =>
        Assert.Equal(expected, string.Join(',', TaskReader.Read(task, null).Percentages.Select(value => value.ToString(System.Globalization.CultureInfo.InvariantCulture))));

    [Theory]
    [InlineData("99.9% availability SLO", 0.999)]
    [InlineData("objective 99.5 %", 0.995)]
    [InlineData("four nines please", 0.9999)]
    [InlineData("Verfügbarkeit von 99,95 Prozent", 0.9995)]
    [InlineData("cpu at 99%", null)]
    public void Objectives(string task, double? expected) => Assert.Equal((decimal?)expected, TaskReader.Read(task, null).Objective);

    [Theory]
    [InlineData("port 8080", "8080")]
    [InlineData("ports 8080 and 9090", "8080,9090")]
    [InlineData("listens on localhost:5432", "5432")]
    [InlineData("auf Port 443", "443")]
    [InlineData("port 99999", "")]
    [InlineData("5 pods", "")]
    public void Ports(string task, string expected) => Assert.Equal(expected, string.Join(',', TaskReader.Read(task, null).Ports));

    [Theory]
    [InlineData("Is HighErrorRate firing? the alert is noisy", "HighErrorRate")]
    [InlineData("alert \"PodRestartHigh\" fires", "PodRestartHigh")]
    [InlineData("ALERTS{alertname=\"DiskFull\"}", "DiskFull")]
    [InlineData("alertname=KubePodCrashLooping", "KubePodCrashLooping")]
    [InlineData("GitHub and PagerDuty alerts", "")]
    [InlineData("rename HighErrorRate class", "")]
    public void Alerts(string task, string expected) => Assert.Equal(expected, string.Join(',', TaskReader.Read(task, null).Alerts));

    [Theory]
    [InlineData("describe deployment/checkout", "Deployment/checkout")]
    [InlineData("pod checkout-7d9f8b6c5d-x2x4z is pending", "Pod/checkout-7d9f8b6c5d-x2x4z")]
    [InlineData("svc/web and sts/db-0", "Service/web,StatefulSet/db-0")]
    [InlineData("the configmap app-config", "ConfigMap/app-config")]
    [InlineData("pods crash", "Pod/")]
    [InlineData("a deployment pipeline for the service", "")]
    public void Objects_of_a_cluster(string task, string expected) =>
        Assert.Equal(expected, string.Join(',', TaskReader.Read(task, null).Objects.Select(reference => $"{reference.Kind}/{reference.Name}")));

    [Theory]
    [InlineData("validate ./harness/pipelines/checkout.yaml now", "./harness/pipelines/checkout.yaml")]
    [InlineData("see src/app/main.py and tests/", "src/app/main.py,tests/")]
    [InlineData("our Dockerfile and openapi.json", "Dockerfile,openapi.json")]
    [InlineData("`db/migrations/V2__add.sql`", "db/migrations/V2__add.sql")]
    [InlineData("CI/CD, dev/staging/prod, and/or, 24/7, blue/green", "")]
    [InlineData("see https://example.com/a/b.yaml", "")]
    public void Paths(string task, string expected) => Assert.Equal(expected, string.Join(',', TaskReader.Read(task, null).Paths));

    [Theory]
    [InlineData("spec at https://example.com/openapi.json, thanks", "https://example.com/openapi.json")]
    [InlineData("(http://localhost:9090/graph)", "http://localhost:9090/graph")]
    [InlineData("clone ssh://git@host/repo.git.", "ssh://git@host/repo.git")]
    public void Addresses(string task, string expected) => Assert.Equal(expected, string.Join(',', TaskReader.Read(task, null).Urls));

    [Theory]
    [InlineData("a pipeline called release-train", "release-train")]
    [InlineData("name it `fast lane`", "fast lane")]
    [InlineData("name: golden-path", "golden-path")]
    [InlineData("call it MailDispatcher", "MailDispatcher")]
    [InlineData("eine Pipeline namens auslieferung-1", "auslieferung-1")]
    [InlineData("un pipeline appelé livraison", "livraison")]
    [InlineData("un pipeline llamado entrega", "entrega")]
    [InlineData("uma pipeline chamada entrega-1", "entrega-1")]
    [InlineData("una pipeline chiamata rilascio-x", "rilascio-x")]
    [InlineData("een pipeline genaamd uitrol-x", "uitrol-x")]
    [InlineData("what are the names of the services", null)]
    public void Names_of_new_things(string task, string? expected) => Assert.Equal(expected, TaskReader.Read(task, null).NewName);
}
