namespace Opsroom.Tools.Incidents.Bundles;

/// <param name="Source">The folder below <c>logs</c>: a service, a host; empty where the file lies in <c>logs</c> itself.</param>
/// <param name="Name">The file's name.</param>
internal sealed record RecordedLog(string Source, string Name, TextLines Lines)
{
    private static readonly HashSet<string> Tools = new(StringComparer.OrdinalIgnoreCase)
    {
        "docker", "journald", "journal", "journalctl", "syslog", "kubectl", "kubernetes", "k8s", "containers", "containerd", "windows", "eventlog", "system", "var", "hosts", "host", "files", "logs", "loki", "elastic",
        "elasticsearch", "opensearch", "splunk", "datadog", "cloudwatch", "aws", "gcloud", "azure", "az", "apps", "pods", "services", "compose", "pm2", "supervisor", "dmesg", "stern", "newrelic", "gcp",
    };

    /// <summary>Whether it is of a process that has ended and been replaced.</summary>
    public bool IsPrevious { get; init; }

    /// <summary>Whose log it is: the folder's name, or the file's where the folder is named after what wrote or fetched it.</summary>
    public string Who => Source.Length > 0 && !Tools.Contains(Source) ? Source : Name.Contains('.', StringComparison.Ordinal) ? Name[..Name.IndexOf('.', StringComparison.Ordinal)] : Name;
}

/// <param name="Source">The folder below <c>notes</c>: the tool that answered; empty for a file elsewhere.</param>
/// <param name="Name">The file's name.</param>
/// <param name="Command">What was asked, without the <c>$</c>; null where the first line is not that.</param>
/// <param name="Lines">All of the file, the command included.</param>
/// <param name="FirstLine">Where the answer begins, from 1; after the last line where it is empty.</param>
internal sealed record RecordedNote(string Source, string Name, string? Command, TextLines Lines, int FirstLine);
