using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using Opsroom.Tools.Incidents.Analysis.Objects;
using Opsroom.Tools.Incidents.Analysis.Observations;
using Opsroom.Tools.Incidents.Bundles;
using Opsroom.Tools.Incidents.Signs;

namespace Opsroom.Tools.Incidents.Analysis.Notes;

/// <summary>What the answers of other tools say, line by line and as tables. An answer that failed says nothing about the system, and is told as missing.</summary>
internal static partial class NoteObserver
{
    private const int MostLines = 4000;
    private const int LongestLine = 1200;
    private const int MostUnknown = 3;
    private const int MostReasons = 200;
    private const string PlainWords = "plain-";

    public static IEnumerable<Observation> Look(Recording recording) => recording.Notes.SelectMany(note => Look(note, recording.Now));

    private static IEnumerable<Observation> Look(RecordedNote note, DateTimeOffset now)
    {
        if (Failed(note) is { } missing)
        {
            yield return missing;
            yield break;
        }

        var explained = Explained(note);
        foreach (var seen in RowObserver.Look(note).Concat(DescribedServices.Look(note)).Concat(Probes(note, now)))
        {
            yield return seen;
        }

        if (NoteLogs.IsLog(note) || NoteObjects.IsEvents(note))
        {
            yield break;
        }

        var wellLines = NoteObjects.WellLines(note);
        var isDescription = NoteObjects.IsDescription(note);
        var judged = RowObserver.JudgedLines(note);
        // headings and cells are no sentences
        var tables = NoteTable.Of(note).SelectMany(table => table.Rows.Select(row => row.Line).Append(table.Rows.Count > 0 ? table.Rows[0].Line - 1 : 0)).ToHashSet();
        var unknown = 0;
        var seenSigns = new Dictionary<(string, string?, string?), int>();
        for (var line = note.FirstLine; line <= Math.Min(note.Lines.Count, note.FirstLine + MostLines); line++)
        {
            if (IsOwnWord(note, line))
            {
                continue;
            }

            var matches = SignCatalogue.Match(note.Lines[line], SignOrigin.Note);
            if (matches.IsEmpty && unknown < MostUnknown && !isDescription && !tables.Contains(line) && note.Lines[line].Length < LongestLine && Failure().IsMatch(note.Lines.TextOf(line, LongestLine)) && !NoFailure().IsMatch(note.Lines.TextOf(line, LongestLine)))
            {
                unknown++;
                var words = note.Lines.TextOf(line, 300).Trim();
                yield return new(EvidenceKind.Note, Bearing.Effect, new(note.Lines.PlaceOf(line), words), $"{(note.Source.Length > 0 ? note.Source : note.Name)}: {words}")
                {
                    Theme = $"error:{words[..Math.Min(40, words.Length)]}",
                    Strength = 0.3,
                    Harm = 0.28,
                    IsWords = true,
                    Names = [.. note.Command is { } asked ? Asked(asked).Where(word => word.Length > 3).Take(8) : []],
                };
            }

            foreach (var match in matches)
            {
                // states are read from columns and fields; a word for one is no second witness
                if (explained.Contains(match.Sign.Id) || (match.Sign.Role == SignRole.Effect && (isDescription || judged.Contains(line))) || (tables.Contains(line) && match.Sign.Id.StartsWith(PlainWords, StringComparison.Ordinal)))
                {
                    continue;
                }

                var key = (match.Sign.Id, match.Subject, match.Depends);
                seenSigns[key] = seenSigns.GetValueOrDefault(key) + 1;
                if (seenSigns[key] > 1)
                {
                    continue;
                }

                var seen = SignObservations.Of(EvidenceKind.Note, match, new(note.Lines.PlaceOf(line), note.Lines.TextOf(line, 480).Trim()), note.Source.Length > 0 ? note.Source : note.Name, null);
                var isPast = wellLines.Exists(lines => line >= lines.From && line <= lines.To);
                yield return seen with
                {
                    IsNew = !isPast,
                    IsCurrent = !isPast,
                    Names = [.. Named(note, seen)],
                    Also = note.Command is { Length: > 0 and < 300 } command ? [new(note.Lines.PlaceOf(1), command)] : [],
                };
            }
        }
    }

    /// <summary>Signs that another line of the same answer explains away, as the reason of an alarm does the alarm.</summary>
    private static HashSet<string> Explained(RecordedNote note)
    {
        HashSet<string> explained = new(StringComparer.Ordinal);
        for (var line = note.FirstLine; line <= Math.Min(note.Lines.Count, MostReasons); line++)
        {
            explained.UnionWith(SignCatalogue.Match(note.Lines[line], SignOrigin.Note).Where(match => match.Sign.Role == SignRole.Noise).SelectMany(match => SignCatalogue.OverruledBy(match.Sign.Id)));
        }

        return explained;
    }

    /// <summary>What kubectl says of itself, or of what a pod would tolerate, says nothing about the system.</summary>
    private static bool IsOwnWord(RecordedNote note, int line)
    {
        var text = note.Lines[line];
        return text.IndexOf("node.kubernetes.io/"u8) >= 0 || text.StartsWith("[exit status"u8) || text.StartsWith("command terminated with exit code"u8)
            || (note.Command?.Contains("kubectl", StringComparison.Ordinal) == true && !FailedAnswers.IsProbe(note.Command) && (text.StartsWith("Error from server"u8) || text.StartsWith("error: "u8) || text.StartsWith("Unable to connect to the server"u8)));
    }

    private static IEnumerable<string> Named(RecordedNote note, Observation seen) =>
        (note.Command is { } command ? Asked(command).Where(word => word.Length > 3) : []).Concat(seen.Subject is { } subject ? [subject] : []).Take(8);

    /// <summary>What a command asks about: its words without options, files and formats.</summary>
    private static IEnumerable<string> Asked(string command) =>
        command.Split(' ', StringSplitOptions.RemoveEmptyEntries).Where(word => word[0] is not ('-' or '/' or '|' or '"' or '\'' or '%')).SelectMany(word => Entities.Words(word)).Distinct(StringComparer.Ordinal);

    private static Observation? Failed(RecordedNote note)
    {
        var what = note.Command ?? $"{note.Source}/{note.Name}";
        if (note.FirstLine > note.Lines.Count)
        {
            return Missing(note, $"{what} answered nothing.", Math.Max(1, note.Lines.Count));
        }

        var first = note.Lines.TextOf(note.FirstLine, 400);
        var count = note.Lines.Count - note.FirstLine + 1;
        var answer = string.Join(' ', Enumerable.Range(note.FirstLine, Math.Min(count, 5)).Select(line => note.Lines.TextOf(line, 300)));
        return Metrics.AnsweredSeries.IsEmpty(note) || FailedAnswers.Is(what, answer, count, answer.Contains('\t', StringComparison.Ordinal) || NoteTable.Of(note).Any(table => table.Rows.Count > 0)) ? Missing(note, $"{what} gave no answer: {first.Trim()}", note.FirstLine) : null;
    }

    private static Observation Missing(RecordedNote note, string statement, int line) =>
        new(EvidenceKind.Note, Bearing.Missing, new(note.Lines.PlaceOf(line), note.Lines.TextOf(line, 300).Trim()), statement) { Theme = "missing", Strength = 0.5 };

    /// <summary>What a tool that tries something out says in its own form.</summary>
    private static IEnumerable<Observation> Probes(RecordedNote note, DateTimeOffset now)
    {
        var command = note.Command ?? "";
        for (var line = note.FirstLine; line <= Math.Min(note.Lines.Count, note.FirstLine + 200); line++)
        {
            var text = note.Lines.TextOf(line, LongestLine);
            var seen = Expiry(text, now) ?? Answered(command, text) ?? Status(text) ?? Size(command, text) ?? Loss(text);
            if (seen is not null)
            {
                yield return seen with
                {
                    Citation = new(note.Lines.PlaceOf(line), text.Trim()),
                    Also = command.Length is > 0 and < 300 ? [new(note.Lines.PlaceOf(1), command)] : [],
                    Names = [.. Asked(command)],
                    Subject = seen.Subject ?? Host(command),
                };
            }
        }
    }

    private static Observation? Expiry(string text, DateTimeOffset now)
    {
        if (NotAfter().Match(text) is not { Success: true } match
            || !DateTimeOffset.TryParse(Zone().Replace(match.Groups["ends"].Value.Trim(), " +00:00"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AllowWhiteSpaces, out var ends))
        {
            return null;
        }

        return ends <= now
            ? new(EvidenceKind.Note, Bearing.Cause, Nowhere, string.Create(CultureInfo.InvariantCulture, $"The certificate has expired on {ends.UtcDateTime:yyyy-MM-dd HH:mm} UTC")) { Category = IncidentCategory.Credentials, Theme = "certificate-expired", Strength = 0.85, Harm = 0.4, At = ends }
            : new(EvidenceKind.Note, Bearing.Well, Nowhere, string.Create(CultureInfo.InvariantCulture, $"The certificate is valid until {ends.UtcDateTime:yyyy-MM-dd HH:mm} UTC.")) { Theme = "certificate", Strength = 0.4 };
    }

    private static Observation? Answered(string command, string text)
    {
        if (!Curl().IsMatch(command) || HttpAnswer().Match(text) is not { Success: true } match)
        {
            return null;
        }

        var code = match.Groups["code"].Value;
        return code[0] switch
        {
            '2' or '3' => new(EvidenceKind.Note, Bearing.Well, Nowhere, $"{Host(command)} answers {code}.") { Theme = "http-answer", Strength = 0.5 },
            '5' => new(EvidenceKind.Note, Bearing.Effect, Nowhere, $"{Host(command)} answers {code}.") { Theme = "http-answer", Strength = 0.6, Harm = 0.5 },
            '4' => new(EvidenceKind.Note, Bearing.Effect, Nowhere, $"{Host(command)} answers {code}.") { Theme = "http-answer", Strength = 0.5, Harm = 0.3 },
            _ => null,
        };
    }

    /// <summary>The states that status pages and cloud descriptions give.</summary>
    private static Observation? Status(string text)
    {
        if (StatusField().Match(text) is not { Success: true } match)
        {
            return null;
        }

        var (key, value) = (match.Groups["key"].Value, match.Groups["value"].Value);
        return value.ToLowerInvariant() switch
        {
            "major" or "critical" or "major_outage" or "partial_outage" or "partial system outage" or "major system outage" or "degraded_performance" or "service disruption" =>
                new(EvidenceKind.Note, Bearing.Cause, Nowhere, $"Its provider reports {key} {value}") { Category = IncidentCategory.DependencyFailure, Theme = "provider-status", Strength = 0.6, Harm = 0.2 },
            "available" or "active" or "healthy" or "running" or "ok" or "green" or "inservice" or "operational" or "all systems operational" =>
                new(EvidenceKind.Note, Bearing.Well, Nowhere, $"{key} is {value}.") { Theme = "status", Strength = 0.45 },
            "storage-full" => new(EvidenceKind.Note, Bearing.Cause, Nowhere, $"{key} is {value}") { Category = IncidentCategory.Storage, Theme = "storage-full", Strength = 0.8, Harm = 0.4 },
            "failed" or "unhealthy" or "red" or "impaired" or "down" or "off" or "stopped" or "terminated" or "incompatible-parameters" or "inaccessible-encryption-credentials" or "unavailable" =>
                new(EvidenceKind.Note, Bearing.Effect, Nowhere, $"{key} is {value}.") { Theme = "status", Strength = 0.5, Harm = 0.5 },
            _ => null,
        };
    }

    /// <summary>What takes the most space, where somebody asked for that.</summary>
    private static Observation? Size(string command, string text) =>
        command.Contains("du ", StringComparison.Ordinal) && LargeEntry().Match(text) is { Success: true } match && match.Groups["path"].Value is var path
            ? new(EvidenceKind.Note, Bearing.Cause, Nowhere, $"{path} takes {match.Groups["size"].Value}") { Category = IncidentCategory.Storage, Theme = "large-file", Strength = 0.35, Subject = path }
            : null;

    private static Observation? Loss(string text) =>
        PacketLoss().Match(text) is { Success: true } match && double.TryParse(match.Groups["lost"].Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var lost)
            ? lost >= 100
                ? new(EvidenceKind.Note, Bearing.Effect, Nowhere, "It does not answer: all packets are lost.") { Category = IncidentCategory.Infrastructure, Theme = "state-unreachable", Strength = 0.5, Harm = 0.45 }
            : lost >= 5
                ? new(EvidenceKind.Note, Bearing.Cause, Nowhere, string.Create(CultureInfo.InvariantCulture, $"{lost:0.#} % of packets are lost")) { Category = IncidentCategory.Network, Theme = "packet-loss", Strength = 0.6, Harm = 0.4 }
                : new(EvidenceKind.Note, Bearing.Well, Nowhere, "No packets are lost on the way.") { Theme = "network", Strength = 0.5 }
            : null;

    private static string? Host(string command) => Url().Match(command) is { Success: true } match ? match.Groups["host"].Value
        : command.Split(' ', StringSplitOptions.RemoveEmptyEntries).Skip(1).LastOrDefault(word => word[0] != '-' && word.Any(char.IsLetter) && word.Length > 3)?.Trim('"', '\'');

    private static Citation Nowhere => new(default, "");

    [GeneratedRegex(@"\b(?:FAILED|FAILURE|ERROR|FATAL|CRITICAL|EMERG|ALERT|PANIC|failed to|failed with|fatal error|cannot|could not|refused|rejected|not responding|unreachable|FEHLER|Fehler|fehlgeschlagen|verweigert|abgelehnt|abgelaufen|erreur|errore|fallito|crashed|aborted|corrupt(?:ed|ion)?|exception)\b", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Failure();

    [GeneratedRegex(@"\b(?:0 (?:failed|errors?|failures?)|no errors?|without errors?|errors?[:=]\s*0\b|failed[:=]\s*0\b|healthy|resolved|recovered|succeeded)\b|""(?:error|errors|failed|failures)""\s*:\s*(?:0|null|\[\]|""""|false)", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase, matchTimeoutMilliseconds: 1000)]
    private static partial Regex NoFailure();

    [GeneratedRegex(@"(?:notAfter=|Not After\s*:\s*)(?<ends>.+)$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex NotAfter();

    [GeneratedRegex(@"\s*(?:GMT|UTC|Z)$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Zone();

    [GeneratedRegex(@"\bcurl\b|\bwget\b|\bhttp\b", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Curl();

    [GeneratedRegex(@"^\s*<?\s*HTTP/[\d.]+ (?<code>\d{3})\b|^\s*(?<code>[2-5]\d\d)(?:\s|$)", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex HttpAnswer();

    [GeneratedRegex("""["']?(?<key>\w*(?:[Ss]tatus|[Ss]tate|indicator|[Hh]ealth))["']?\s*[:=]\s*(?:["'](?<value>[\w -]{2,40})["']|(?<value>off|stopped|terminated|failed|unhealthy|down|impaired|unavailable)\s*$)""", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex StatusField();

    [GeneratedRegex(@"^(?<size>\d+(?:\.\d+)?[GT])\s+(?<path>/\S+\.\w+)$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex LargeEntry();

    [GeneratedRegex(@"(?<lost>\d+(?:\.\d+)?)% packet loss", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex PacketLoss();

    [GeneratedRegex(@"https?://(?<host>[^\s/:""']+)", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Url();
}
