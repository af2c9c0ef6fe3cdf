namespace Opsroom.Models.Playbooks.Operations.Deployments;

/// <summary>What a plan's file says it is for, by its top-level lines; the tools read and judge the file itself.</summary>
internal sealed record PlanLines(string? Service, string? Environment, string? Namespace, string? Cluster)
{
    public static PlanLines Of(string yaml) => new(ValueOf(yaml, "service: "), ValueOf(yaml, "environment: "), ValueOf(yaml, "namespace: "), ValueOf(yaml, "cluster: "));

    private static string? ValueOf(string yaml, string key)
    {
        foreach (var line in yaml.AsSpan().EnumerateLines())
        {
            if (line.StartsWith(key, StringComparison.Ordinal))
            {
                return line[key.Length..].Trim(" \"'").ToString();
            }
        }

        return null;
    }
}
