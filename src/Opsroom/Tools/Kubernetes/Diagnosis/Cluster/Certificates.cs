using Opsroom.Tools.Kubernetes.Objects;

namespace Opsroom.Tools.Kubernetes.Diagnosis.Cluster;

/// <summary>Certificates that have expired, and requests for some that nobody answers.</summary>
internal sealed class Certificates : IAnalyzer
{
    public const string Expired = "certificate-expired";
    public const string Request = "certificate-request-waits";

    public IEnumerable<Fault> Look(Scene scene)
    {
        foreach (var each in scene.Of("Certificate"))
        {
            if (each.Status.TimeAt("notAfter") is { } end && end - scene.Now < TimeSpan.FromDays(3))
            {
                var secret = scene.Find("Secret", each.Namespace, each.Spec.TextAt("secretName"));
                var isOver = end < scene.Now;
                yield return new(Expired, isOver ? Severity.Error : Severity.Warning, FaultRole.Cause, each, $"Certificate {each.Name} {(isOver ? "has expired" : "expires soon")}: notAfter {end:u}, Secret {each.Spec.TextAt("secretName")}, names {Quote.Names(each.Spec.TextsAt("dnsNames"), 3)}.{Said(each)}")
                {
                    Path = "status.notAfter",
                    Evidence = [new(each.Id, "status.notAfter", each.Status.TextAt("notAfter") ?? "")],
                    Also = [.. secret is null ? (IEnumerable<KubeObject>)[] : [secret], .. scene.In("Ingress", each.Namespace).Where(ingress => ingress.Spec.MapsAt("tls").Any(tls => tls.TextAt("secretName") == each.Spec.TextAt("secretName")))],
                    Breaks = isOver,
                    Explains = isOver ? [Conditions.Rule] : [],
                    FixHint = "Find out why it was not renewed: its issuer, its requests and orders say so.",
                };
            }
        }

        foreach (var each in scene.Of("CertificateSigningRequest"))
        {
            if (each.Status.ItemsAt("conditions").Count == 0 && scene.IsOlder(each.CreatedAt, TimeSpan.FromMinutes(10)) && each.CreatedAt is not null)
            {
                yield return new(Request, Severity.Warning, FaultRole.Failure, each, $"CertificateSigningRequest {each.Name} of {Quote.Of(each.Spec.TextAt("username"), 120)} for {each.Spec.TextAt("signerName")} is Pending: nobody has approved or denied it.") { Path = "status.conditions", FixHint = $"kubectl certificate approve {each.Name}, when it is meant to be." };
            }
        }
    }

    private static string Said(KubeObject each) =>
        each.Status.MapsAt("conditions").FirstOrDefault(condition => condition.TextAt("status") == "False" || condition.TextAt("type") == "Issuing") is { } condition ? $" {condition.TextAt("type")} is {condition.TextAt("status")} ({condition.TextAt("reason")}{Quote.After(condition.TextAt("message"), 240)})." : "";
}
