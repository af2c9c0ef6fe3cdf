using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Opsroom.Models.Playbooks.Briefings;

namespace Opsroom.Models.Playbooks.Operations.Monitoring;

/// <summary>Tells how services are: one verdict from alerts and signals, then what it rests on.</summary>
internal static class HealthTold
{
    private const int MostDown = 10;

    private static readonly string[] Bad = ["critical", "warning"];

    /// <param name="unasked">How many services were found and not looked at.</param>
    public static void Tell(Told told, ToolExchange? alerts, ToolExchange? down, ImmutableArray<(string Service, ToolExchange Made)> signals, int unasked)
    {
        var read = signals.Where(each => each.Made.Succeeded).ToList();
        var failed = signals.Where(each => !each.Made.Succeeded).Select(each => each.Made).Append(down is { Succeeded: false } ? down : null).Append(alerts is { Succeeded: false } ? alerts : null).OfType<ToolExchange>().ToList();
        var isNumbersRead = read.Count > 0 || down is { Succeeded: true };
        if (!isNumbersRead && alerts is not { Succeeded: true })
        {
            told.Succeeded(failed.Find(Outcome.IsNotConfigured) ?? failed.FirstOrDefault(), "Neither metrics nor alerts were read", "promtool query instant \"$PROMETHEUS_URL\" 'up == 0'");
            return;
        }

        List<JsonElement> urgent = [.. (alerts is { Succeeded: true } ? alerts.Result.Items("alerts") : []).Where(alert => alert.Text("priority") is "now" or "soon")];
        JsonElement[] missing = [.. down is { Succeeded: true } ? down.Result.Items("series") : []];
        var ill = read.Where(each => Bad.Contains(each.Made.Result.Text("verdict"))).ToList();
        told.Line(Verdict(urgent.Count, missing.Length, ill.Select(each => each.Service), read.Count, isNumbersRead));
        foreach (var (service, made) in read.OrderBy(each => Array.IndexOf(Bad, each.Made.Result.Text("verdict")) is var place && place < 0 ? Bad.Length : place))
        {
            SignalsTold.Tell(told, service, made.Result);
        }

        AlertsTold.Rows(told, "Alerts that matter:", urgent);
        if (missing.Length > 0)
        {
            told.Line($"{Told.Count(missing.Length, "target")} cannot be scraped (`up == 0`): {Told.Names(missing.Select(Target), MostDown)}.");
        }

        if (alerts is { Succeeded: true })
        {
            told.Line("Alerts:");
            told.Bullet($"{alerts.Result.Member("counts")?.Integer("firing") ?? 0} firing, {alerts.Result.Member("counts")?.Integer("muted") ?? 0} of them muted");
            AlertsTold.Missing(told, alerts.Result);
        }

        Unread(told, failed, unasked);
    }

    /// <summary>Names of services in the labels of a query's series, by the first label of these that a series has.</summary>
    public static ImmutableArray<string> Services(ToolExchange made, ImmutableArray<string> labels) => !made.Succeeded ? [] :
    [
        .. made.Result.Items("series").Select(series => labels.Select(label => series.Member("labels")?.Text(label)).FirstOrDefault(name => !string.IsNullOrEmpty(name)))
            .OfType<string>().Distinct(StringComparer.Ordinal),
    ];

    private static string Verdict(int urgent, int down, IEnumerable<string> ill, int read, bool isNumbersRead)
    {
        var parts = new List<string>();
        if (ill.ToList() is { Count: > 0 } bad)
        {
            parts.Add($"{Told.Names(bad)} {(bad.Count == 1 ? "is" : "are")} not well");
        }

        if (urgent > 0)
        {
            parts.Add(string.Create(CultureInfo.InvariantCulture, $"{Told.Count(urgent, "alert")} {(urgent == 1 ? "matters" : "matter")}"));
        }

        if (down > 0)
        {
            parts.Add($"{Told.Count(down, "target")} cannot be scraped");
        }

        return parts.Count > 0 ? $"**There are issues: {string.Join("; ", parts)}.**"
            : !isNumbersRead ? "**No alert matters now; the metrics could not be read.**"
            : read == 0 ? "**Nothing stands out in the alerts and targets; no service was found whose signals could be read.**"
            : "**Nothing stands out.**";
    }

    private static void Unread(Told told, List<ToolExchange> failed, int unasked)
    {
        foreach (var reason in failed.Select(ToolAnswers.FailureOf).Distinct(StringComparer.Ordinal))
        {
            told.Bullet($"Not read: {Told.Quote(reason)}");
        }

        if (unasked > 0)
        {
            told.Bullet(string.Create(CultureInfo.InvariantCulture, $"{unasked} more services were found and not looked at; name one to see it."));
        }
    }

    private static string Target(JsonElement series) => $"{series.Member("labels")?.Text("job")} {series.Member("labels")?.Text("instance")}".Trim();
}
