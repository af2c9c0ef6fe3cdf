using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Opsroom.Tools.Outgoing;

namespace Opsroom.Tools.Prometheus;

/// <summary>The alerting rules of a server.</summary>
/// <param name="IsTruncated">Whether there were more rules or alerts than are kept.</param>
internal sealed record AlertRuleStates(ImmutableArray<AlertRuleState> Rules, bool IsTruncated);

/// <param name="For">How long its condition has to hold.</param>
/// <param name="Error">Why it could not be evaluated last; such a rule cannot fire.</param>
/// <param name="Alerts">Those that are pending or firing.</param>
internal sealed record AlertRuleState(string Group, string Name, string Query, TimeSpan For, string? Error, ImmutableArray<RuleAlert> Alerts);

/// <param name="Value">Of the expression at its last evaluation.</param>
internal sealed record RuleAlert(
    ImmutableSortedDictionary<string, string> Labels, ImmutableSortedDictionary<string, string> Annotations, bool IsFiring, DateTimeOffset? ActiveAt, double? Value);

/// <summary>Reads what <c>/api/v1/rules</c> answers.</summary>
internal static class AlertRuleReader
{
    private const int MostRules = 5_000;
    private const int MostAlerts = 2_000;

    /// <summary>The rules, or null where this is no answer about rules.</summary>
    public static AlertRuleStates? Read(JsonElement body)
    {
        if (body.Part("data")?.Part("groups") is not { ValueKind: JsonValueKind.Array } groups)
        {
            return null;
        }

        var rules = ImmutableArray.CreateBuilder<AlertRuleState>();
        var (alerts, isTruncated) = (0, false);
        foreach (var (group, rule) in groups.EnumerateArray().SelectMany(group => group.Elements("rules").Select(rule => (group, rule))))
        {
            // servers that do not know the type parameter give recording rules as well
            if (rule.Text("type") is "recording")
            {
                continue;
            }

            if (rules.Count == MostRules)
            {
                isTruncated = true;
                break;
            }

            RuleAlert[] active = [.. rule.Elements("alerts").Select(Alert)];
            isTruncated |= alerts + active.Length > MostAlerts;
            rules.Add(new AlertRuleState(
                group.Text("name") ?? "", rule.Text("name") ?? "", rule.Text("query") ?? "",
                rule.Part("duration") is { ValueKind: JsonValueKind.Number } seconds ? TimeSpan.FromSeconds(Math.Clamp(seconds.GetDouble(), 0, 1e9)) : TimeSpan.Zero,
                rule.Text("health") == "err" || rule.Text("lastError") is { Length: > 0 } ? rule.Text("lastError") ?? "" : null, [.. active.Take(MostAlerts - alerts)]));
            alerts = Math.Min(MostAlerts, alerts + active.Length);
        }

        return new AlertRuleStates(rules.ToImmutable(), isTruncated);
    }

    private static RuleAlert Alert(JsonElement alert) => new(
        alert.Labels("labels"), alert.Labels("annotations"), alert.Text("state") == "firing", alert.Time("activeAt"),
        double.TryParse(alert.Text("value"), NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value) ? value : null);
}
