using System.Globalization;
using Opsroom.Tools.Incidents.Analysis.Observations;
using Opsroom.Tools.Incidents.Bundles;

namespace Opsroom.Tools.Incidents.Analysis.Notes;

/// <summary>What rows of known tables mean: kubectl get, df, top, free, ss, mtr, pg_stat_activity, consumer groups.</summary>
internal static class RowObserver
{
    private static readonly TimeSpan Recent = TimeSpan.FromHours(1);
    private static readonly TimeSpan StartTime = TimeSpan.FromMinutes(4);

    public static IEnumerable<Observation> Look(RecordedNote note)
    {
        foreach (var (headings, rows) in NoteTable.Of(note))
        {
            var has = headings.ToHashSet(StringComparer.OrdinalIgnoreCase);
            foreach (var row in rows)
            {
                var seen = has.Contains("READY") && has.Contains("STATUS") && has.Contains("RESTARTS") ? OfPod(row)
                    : has.Contains("READY") && has.Contains("AVAILABLE") ? OfWorkload(row)
                    : has.Contains("STATUS") && has.Contains("ROLES") ? OfNode(row)
                    : has.Contains("STATUS") && (has.Contains("CAPACITY") || has.Contains("STORAGECLASS")) ? OfClaim(row)
                    : has.Contains("ENDPOINTS") ? OfEndpoints(row)
                    : has.Contains("COMPLETIONS") ? OfJob(row)
                    : has.Contains("TARGETS") && has.Contains("MAXPODS") ? OfAutoscaler(row)
                    : row["Use%", "IUse%", "Capacity"] is not null && row["Mounted on"] is not null ? OfDisk(row)
                    : row["CPU%", "CPU(%)", "MEMORY%", "MEMORY(%)"] is not null ? OfTop(row)
                    : has.Contains("Loss%") ? OfLoss(row)
                    : row["LAG"] is { } lag ? OfLag(row, lag)
                    : row["wait_event_type"] is not null || row["state"] is not null ? OfSession(row)
                    : row["available"] is { } free && row["total"] is { } total ? OfMemory(row, free, total)
                    : row["STATUS", "STATE", "Status", "State", "Health"] is { } state && row["NAME", "Name", "ID", "SERVICE", "NODE", "UNIT", "HOST"] is not null ? OfState(row, state)
                    : null;
                if (seen is not null && !IsReplaced(seen, row, rows))
                {
                    yield return seen with { Citation = new(note.Lines.PlaceOf(row.Line), row.Text), Also = [.. Head(note), .. rows[0].Line > note.FirstLine ? [new Citation(note.Lines.PlaceOf(note.FirstLine), note.Lines.TextOf(note.FirstLine, 400).Trim())] : (Citation[])[]] };
                }
            }
        }
    }

    /// <summary>Lines of tables whose columns say how things stand, so that single words in them say nothing more.</summary>
    public static HashSet<int> JudgedLines(RecordedNote note) =>
        [.. NoteTable.Of(note).Where(table => table.Headings.Any(heading => heading is "READY" or "ROLES" or "COMPLETIONS" or "ENDPOINTS" or "RESTARTS" or "STORAGECLASS" or "Mounted on")).SelectMany(table => table.Rows).Select(row => row.Line)];

    /// <summary>A pod that failed, where a younger one of its kind has done the work or does it.</summary>
    private static bool IsReplaced(Observation seen, NoteRow row, IReadOnlyList<NoteRow> rows) =>
        seen.Theme is "pod-Error" or "pod-Failed" or "pod-Evicted" or "pod-OOMKilled" or "pod-ContainerStatusUnknown" or "pod-Terminating" && NoteNumbers.Age(row["AGE"]) is { } age
        && rows.Count(other => Entities.Stem(other["NAME"] ?? "") == seen.Subject && other["STATUS"] is "Evicted" or "OOMKilled" or "Error" && NoteNumbers.Age(other["AGE"]) < Recent) < 2
        && rows.Any(other => !ReferenceEquals(other, row) && (Entities.Stem(other["NAME"] ?? "") == seen.Subject || (other["STATUS"] == "Completed" && Owner(other["NAME"]) == Owner(row["NAME"]))) && NoteNumbers.Age(other["AGE"]) <= age
            && (other["STATUS"] is "Completed" or "Succeeded" || (other["STATUS"] == "Running" && NoteNumbers.Share(other["READY"]) is { } ready && ready.Have == ready.Want)));

    /// <summary>The name of a pod without its last part.</summary>
    private static string? Owner(string? pod) => pod?.LastIndexOf('-') is > 0 and var dash ? pod[..dash] : pod;

    private static IEnumerable<Citation> Head(RecordedNote note) => note.Command is { Length: > 0 and < 300 } command ? [new(note.Lines.PlaceOf(1), command)] : [];

    private static Observation? OfPod(NoteRow row)
    {
        var (name, status, age) = (row["NAME"] ?? "", row["STATUS"] ?? "", NoteNumbers.Age(row["AGE"]));
        var restarts = NoteNumbers.Restarts(row["RESTARTS"]);
        var isReady = NoteNumbers.Share(row["READY"]) is { } ready && ready.Have == ready.Want;
        var owner = Entities.Stem(name);
        if (status is "Completed" or "Succeeded" || (status is "Evicted" && age > TimeSpan.FromHours(12)))
        {
            return Seen(Bearing.Well, owner, "pod", $"Pod {name} is {status}.", 0.3, 0);
        }

        if (status == "Running" && isReady)
        {
            var isCrashing = restarts is { Count: >= 2 } && (restarts.Value.Ago ?? age) < Recent;
            return isCrashing
                ? Seen(Bearing.Effect, owner, "pod-restarts", $"Pod {name} was restarted {restarts!.Value.Count} times, last {row["RESTARTS"]}.", 0.5, 0.4)
                : Seen(Bearing.Well, owner, "pod", $"Pod {name} is Running and ready.", 0.5, 0);
        }

        if (age < StartTime && status is "ContainerCreating" or "Pending" or "PodInitializing" or "Running")
        {
            return null;
        }

        var (category, strength) = status switch
        {
            "OOMKilled" => (IncidentCategory.ResourceExhaustion, 0.75),
            "ImagePullBackOff" or "ErrImagePull" or "InvalidImageName" or "ErrImageNeverPull" => (IncidentCategory.Image, 0.7),
            "CreateContainerConfigError" => (IncidentCategory.ConfigurationError, 0.7),
            "CreateContainerError" or "RunContainerError" or "StartError" => (IncidentCategory.ConfigurationError, 0.5),
            "Evicted" => (IncidentCategory.ResourceExhaustion, 0.5),
            _ => (IncidentCategory.None, 0.5),
        };
        return Seen(category == IncidentCategory.None ? Bearing.Effect : Bearing.Cause, owner, $"pod-{status}", $"Pod {name} is {status}{(restarts is { Count: > 0 } ? $", {restarts.Value.Count} restarts" : "")}.", strength, status is "Terminating" ? 0.15 : 0.5) with
        {
            Category = category,
            Names = [name],
        };
    }

    private static Observation? OfWorkload(NoteRow row)
    {
        if (NoteNumbers.Share(row["READY"]) is not { } ready)
        {
            return null;
        }

        var name = row["NAME"] ?? "";
        return ready.Want == 0 ? Seen(Bearing.Cause, name, "scaled-to-zero", $"{name} is scaled to zero.", 0.45, 0.2) with { Category = IncidentCategory.ConfigurationError }
            : ready.Have >= ready.Want ? Seen(Bearing.Well, name, "replicas", $"{name} has {ready.Have} of {ready.Want} replicas ready.", 0.6, 0)
            : Seen(Bearing.Effect, name, "replicas", $"{name} has {ready.Have} of {ready.Want} replicas ready.", 0.6, ready.Have == 0 ? 0.8 : 0.5);
    }

    private static Observation OfNode(NoteRow row)
    {
        var (name, status) = (row["NAME"] ?? "", row["STATUS"] ?? "");
        return status.Contains("NotReady", StringComparison.Ordinal)
            ? Seen(Bearing.Cause, name, "kubernetes:node-not-ready", $"Node {name} is {status}.", 0.65, 0.5) with { Category = IncidentCategory.Infrastructure }
            : Seen(Bearing.Well, name, "node", $"Node {name} is {status}.", 0.4, 0);
    }

    private static Observation OfClaim(NoteRow row)
    {
        var (name, status) = (row["NAME"] ?? "", row["STATUS"] ?? "");
        return status is "Pending" or "Lost" or "Failed"
            ? Seen(Bearing.Cause, name, "kubernetes:pvc-pending", $"Volume claim {name} is {status}.", 0.65, 0.3) with { Category = IncidentCategory.Storage }
            : Seen(Bearing.Well, name, "claim", $"Volume claim {name} is {status}.", 0.3, 0);
    }

    private static Observation OfEndpoints(NoteRow row)
    {
        var (name, there) = (row["NAME"] ?? "", row["ENDPOINTS"] ?? "");
        return there is "<none>" or ""
            ? Seen(Bearing.Effect, name, "no-endpoints", $"Service {name} has no endpoints.", 0.6, 0.5)
            : Seen(Bearing.Well, name, "endpoints", $"Service {name} has endpoints {there}.", 0.4, 0);
    }

    private static Observation? OfJob(NoteRow row) => NoteNumbers.Share(row["COMPLETIONS"]) is not { } done ? null
        : done.Have >= done.Want ? Seen(Bearing.Well, row["NAME"] ?? "", "job", $"Job {row["NAME"]} has completed.", 0.6, 0)
        : row["STATUS"] == "Failed" ? Seen(Bearing.Effect, row["NAME"] ?? "", "job-failed", $"Job {row["NAME"]} failed.", 0.6, 0.45) : null;

    private static Observation? OfAutoscaler(NoteRow row)
    {
        var name = row["NAME"] ?? "";
        return (row["TARGETS"] ?? "").Contains("unknown", StringComparison.Ordinal)
            ? Seen(Bearing.Cause, name, "kubernetes:hpa-not-scaling", $"Autoscaler {name} has no metrics: {row["TARGETS"]}.", 0.45, 0.2) with { Category = IncidentCategory.ConfigurationError }
            : row["REPLICAS"] is { } replicas && replicas == row["MAXPODS"] && NoteNumbers.Percent(row["TARGETS"]?.Split('/')[0]) > 90
                ? Seen(Bearing.Cause, name, "kubernetes:hpa-at-maximum", $"Autoscaler {name} is at its maximum of {replicas} with {row["TARGETS"]}.", 0.4, 0.2) with { Category = IncidentCategory.Traffic }
                : null;
    }

    private static Observation? OfDisk(NoteRow row)
    {
        var at = row["Mounted on"] ?? "";
        var (used, what) = row["IUse%"] is { } inodes ? (NoteNumbers.Percent(inodes), "inodes") : (NoteNumbers.Percent(row["Use%", "Capacity"]), "space");
        if (used is not { } percent || at.StartsWith("/snap", StringComparison.Ordinal) || (row["Filesystem"] ?? "").StartsWith("/dev/loop", StringComparison.Ordinal))
        {
            return null;
        }

        return percent >= 95
            ? Seen(Bearing.Cause, at, "disk-full", string.Create(CultureInfo.InvariantCulture, $"{at} has {percent:0} % of its {what} in use."), percent >= 99 ? 0.75 : 0.6, 0.35) with { Category = IncidentCategory.Storage }
            : Seen(Bearing.Well, at, "disk", string.Create(CultureInfo.InvariantCulture, $"{at} has {percent:0} % of its {what} in use."), 0.3, 0);
    }

    private static Observation? OfTop(NoteRow row)
    {
        var name = row["NAME"] ?? "";
        var worst = Math.Max(NoteNumbers.Percent(row["CPU%", "CPU(%)"]) ?? 0, NoteNumbers.Percent(row["MEMORY%", "MEMORY(%)"]) ?? 0);
        return worst >= 92 ? Seen(Bearing.Cause, name, "node-used-up", string.Create(CultureInfo.InvariantCulture, $"{name} uses {worst:0} % of what it has."), 0.5, 0.1) with { Category = IncidentCategory.ResourceExhaustion } : null;
    }

    private static Observation? OfLoss(NoteRow row)
    {
        if (NoteNumbers.Percent(row.Text) is not { } lost)
        {
            return null;
        }

        return lost >= 5
            ? Seen(Bearing.Cause, null, "packet-loss", string.Create(CultureInfo.InvariantCulture, $"{lost:0.#} % of packets are lost."), 0.55, 0.2) with { Category = IncidentCategory.Network }
            : Seen(Bearing.Well, null, "network", "No packets are lost on the way.", 0.5, 0);
    }

    private static Observation? OfLag(NoteRow row, string lag) => NoteNumbers.Number(lag) is >= 1000 and var behind
        ? Seen(Bearing.Effect, row["GROUP", "TOPIC"], "consumer-lag", string.Create(CultureInfo.InvariantCulture, $"{row["GROUP", "TOPIC"]} is {behind:0} messages behind."), 0.5, 0.45) : null;

    private static Observation? OfSession(NoteRow row)
    {
        var query = row["left", "query", "query_text", "info"] ?? "";
        return row["wait_event_type"] is "Lock"
            ? Seen(Bearing.Cause, Table(query), "sessions-wait-for-locks", $"A session waits for a lock: {query}", 0.6, 0.3) with { Category = IncidentCategory.Database }
            : (row["state"] ?? "").StartsWith("idle in transaction", StringComparison.Ordinal)
                ? Seen(Bearing.Cause, Table(query), "idle-in-transaction", $"A session holds its transaction open: {query}", 0.5, 0.1) with { Category = IncidentCategory.Database }
                : null;
    }

    private static string? Table(string query)
    {
        var words = query.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var at = Array.FindIndex(words, word => word.ToUpperInvariant() is "TABLE" or "FROM" or "UPDATE" or "INTO");
        return at >= 0 && at + 1 < words.Length ? words[at + 1].Trim('(', ')', ';', '"') : null;
    }

    private static Observation? OfMemory(NoteRow row, string free, string total) =>
        NoteNumbers.Number(free) is { } left && NoteNumbers.Number(total) is > 0 and var all && left / all < 0.04
            ? Seen(Bearing.Cause, null, "memory-used-up", string.Create(CultureInfo.InvariantCulture, $"{left:0} of {all:0} memory is left."), 0.5, 0.2) with { Category = IncidentCategory.ResourceExhaustion } : null;

    private static Observation? OfState(NoteRow row, string state)
    {
        var name = row["NAME", "Name", "ID", "SERVICE", "NODE", "UNIT", "HOST"] ?? "";
        return state.ToLowerInvariant() switch
        {
            "down" or "failed" or "unhealthy" or "dead" or "error" or "unavailable" or "offline" or "unreachable" or "exited" or "critical" or "stopped" or "out of service" or "notready" or "restarting" or "crashed" or "degraded" =>
                Seen(Bearing.Effect, name, "state", $"{name} is {state}.", 0.5, 0.5),
            "up" or "running" or "healthy" or "ok" or "active" or "ready" or "online" or "available" or "passing" or "started" => Seen(Bearing.Well, name, "state", $"{name} is {state}.", 0.4, 0),
            _ => null,
        };
    }

    private static Observation Seen(Bearing bearing, string? subject, string theme, string statement, double strength, double harm) =>
        new(EvidenceKind.Note, bearing, new(default, ""), statement) { Theme = theme, Strength = strength, Harm = harm, Subject = subject, Names = subject is null ? [] : [subject] };
}
