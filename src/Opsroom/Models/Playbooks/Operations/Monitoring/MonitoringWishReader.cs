using System.Globalization;
using System.Text.RegularExpressions;
using Opsroom.Models.Playbooks.Reading;
using Opsroom.Tools.Prometheus.PromQl;

namespace Opsroom.Models.Playbooks.Operations.Monitoring;

/// <summary>Reads what a task wants to know of numbers, logs and alerts; null where it wants something else.</summary>
internal static partial class MonitoringWishReader
{
    private const string UsualTrend = "1h";

    public static MonitoringWish? Read(PlaybookBrief asked, TaskBrief brief)
    {
        var text = brief.Text;
        var range = brief.Durations.FirstOrDefault();
        if (PromQl(asked.Task, brief) is { } promql)
        {
            // spans within the expression are its own
            return new MonitoringWish.Query(promql, brief.Durations.FirstOrDefault(span => !promql.Contains(span, StringComparison.Ordinal)));
        }

        if (text.Mentions("log", "logs", "protokoll", "protokolle", "logdaten", "logzeilen", "loki"))
        {
            return new MonitoringWish.Logs(Sought(asked.Task, brief), brief.Service, Level(text), range);
        }

        if (text.Mentions("slo", "slos", "budget", "fehlerbudget", "errorbudget", "burn", "objective", "zielwert", "verfugbarkeitsziel") || brief.Objective is not null)
        {
            var isLatency = text.Mentions("latency", "latenz", "antwortzeit", "faster", "schneller");
            var threshold = isLatency ? Threshold().Match(asked.Task) is { Success: true } match ? match.Value.Replace(" ", "", StringComparison.Ordinal) : null : null;
            return new MonitoringWish.Slo(brief.Service, brief.Objective ?? Bare(asked.Task), range, threshold);
        }

        if (text.Has(Term.Alert) || text.Mentions("silence", "silences", "silenced", "stummgeschaltet", "alertmanager"))
        {
            return new MonitoringWish.Alerts(Status(text), brief.Alerts, brief.Service);
        }

        return brief.Service is { } service && Signal(text) is var (signal, measure)
            ? new MonitoringWish.OneSignal(service, signal, measure, range ?? UsualTrend)
            : brief.Service is not null || AsksForHealth(text) ? new MonitoringWish.Health(brief.Services, range) : null;
    }

    /// <summary>An expression in a block, in quotes, or after the word for it.</summary>
    private static string? PromQl(string task, TaskBrief brief)
    {
        var isNamed = brief.Text.Mentions("promql", "query", "abfrage", "expression", "ausdruck");
        return brief.CodeBlocks.Select(block => block.Content.Trim()).Concat(brief.Quoted).FirstOrDefault(text => IsExpression(text, isNamed))
            ?? (Stated().Match(task) is { Success: true } match && match.Groups["expression"].Value.Trim() is var stated && IsExpression(stated, isNamed: false) ? stated : null);
    }

    /// <summary>A word by itself is an expression only where the task says that it is one.</summary>
    private static bool IsExpression(string text, bool isNamed) =>
        text.Length is > 0 and <= 2_000 && (isNamed || text.AsSpan().IndexOfAny("({[") >= 0) && PromQlParser.Read(text) is { IsValid: true, Root: { } root } && root.Tree.OfType<VectorSelector>().Any();

    private static (string Signal, string? Measure)? Signal(TaskText text) =>
        text.Mentions("p99", "p999") ? ("latency", "p99")
        : text.Mentions("p95") ? ("latency", "p95")
        : text.Mentions("p50", "median") ? ("latency", "p50")
        : text.Mentions("latency", "latenz", "latenzen", "antwortzeit", "antwortzeiten", "latence", "latencia") ? ("latency", null)
        : text.Mentions("errors", "error", "5xx", "fehler", "fehlerrate", "fehlerquote", "erreurs", "errores") ? ("errors", null)
        : text.Mentions("traffic", "rps", "qps", "requests", "throughput", "anfragen", "durchsatz", "trafic", "trafico") ? ("traffic", null)
        : text.Mentions("saturation", "cpu", "memory", "auslastung", "speicher", "prozessor", "saturacion") ? ("saturation", null)
        : null;

    private static bool AsksForHealth(TaskText text) => text.Mentions(
        "monitor", "metric", "metrics", "health", "healthy", "issues", "problems", "signals", "golden", "status", "performance", "slow",
        "uberwache", "uberwachen", "metrik", "metriken", "probleme", "signale", "zustand", "gesundheit", "langsam", "latency", "latenz", "errors", "fehler", "traffic", "auslastung", "cpu", "memory");

    private static string? Status(TaskText text) =>
        text.Mentions("pending", "wartend", "anstehend") ? "pending"
        : text.Mentions("resolved", "behoben", "behobene", "erledigt", "ended") ? "resolved"
        : text.Mentions("all", "alle", "every") && !text.Mentions("firing", "feuern") ? "all" : null;

    private static string? Level(TaskText text) =>
        text.Mentions("error", "errors", "fehler", "exception", "exceptions") ? "error" : text.Mentions("warning", "warnings", "warnungen") ? "warn" : null;

    /// <summary>What is looked for: what is quoted, or stands after the second "for"; everything where nothing is said.</summary>
    private static string Sought(string task, TaskBrief brief)
    {
        var quoted = brief.Quoted.FirstOrDefault(text => text != brief.Service && !brief.Paths.Contains(text, StringComparer.Ordinal));
        var stated = quoted is null && SoughtFor().Match(task) is { Success: true } match ? match.Groups["words"].Value.Trim().TrimEnd('.', '?', '!') : null;
        return quoted is not null ? Phrase(quoted) : stated is { Length: > 0 } && !string.Equals(stated, brief.Service, StringComparison.OrdinalIgnoreCase) ? stated : "*";
    }

    private static string Phrase(string text) => text.Contains(' ') ? $"\"{text.Replace('"', ' ')}\"" : text;

    /// <summary>An objective that is written without its percent sign: 99.9, 0.995.</summary>
    private static decimal? Bare(string task) => ObjectiveNumber().Match(task) is { Success: true } match
        && decimal.TryParse(match.Groups["number"].Value.Replace(',', '.'), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            ? number > 1 ? number / 100 : number : null;

    [GeneratedRegex(@"\b(promql|query|abfrage)\b\s*:?\s+(?<expression>[^`""']+)$", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.Multiline | RegexOptions.NonBacktracking)]
    private static partial Regex Stated();

    [GeneratedRegex(@"\b(logs?|protokollen?|of|von)\b.*?\b(for|nach|about|auf|containing|mit)\b\s+(?<words>.+?)(\s+(in|since|over|during|seit|from|within|over the|in den|der)\b.*)?$", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.Multiline | RegexOptions.NonBacktracking)]
    private static partial Regex SoughtFor();

    [GeneratedRegex(@"(^|[^0-9.,])(?<number>(9[0-9][.,][0-9]{1,5})|(9[0-9])|(0[.,][5-9][0-9]{0,6}))($|[^0-9a-zA-Z])", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex ObjectiveNumber();

    [GeneratedRegex(@"\b[0-9]{1,5}(\.[0-9]{1,3})?\s?(ms|s)\b", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Threshold();
}
