using System.Globalization;
using System.Text.Json;
using Opsroom.Models.Playbooks.Briefings;

namespace Opsroom.Models.Playbooks.Operations.Monitoring;

/// <summary>Tells of alerts: first what matters, then what is muted and what is missing.</summary>
internal static class AlertsTold
{
    private const int MostTold = 15;

    private static readonly string[] Order = ["now", "soon", "later"];

    public static void Tell(Told told, JsonElement list, MonitoringWish.Alerts wish)
    {
        var (all, about) = Chosen(list, wish);
        var status = wish.Status ?? "firing";
        var matter = all.Where(alert => Order.Contains(alert.Text("priority"))).ToList();
        var first = matter.Where(alert => alert.Text("priority") == "now").ToList();
        told.Line(all.Count == 0 ? $"**No alert{about} is {(status == "all" ? "known" : status)}.**"
            : status is "resolved" ? $"**{Told.Count(all.Count, "alert")}{about} fired within the last day and ended.**"
            : $"**{Told.Count(all.Count, "alert")}{about} {(all.Count == 1 ? "is" : "are")} {(status == "all" ? "known" : status)}; {(first.Count > 0 ? $"{first.Count} of them {(first.Count == 1 ? "matters" : "matter")} now: {Told.Names(first.Select(alert => alert.Text("name") ?? "").Distinct(StringComparer.Ordinal))}" : "none of them has to be looked at now")}.**");
        Rows(told, "What matters, most first:", matter.OrderBy(alert => Array.IndexOf(Order, alert.Text("priority"))));
        Rows(told, "Muted, or nothing to be done:", all.Except(matter));
        Muting(told, list);
        Rest(told, list);
    }

    /// <summary>What fires, in one bullet each.</summary>
    public static void Rows(Told told, string heading, IEnumerable<JsonElement> alerts)
    {
        JsonElement[] shown = [.. alerts];
        if (shown.Length == 0)
        {
            return;
        }

        told.Line(heading);
        foreach (var alert in shown.Take(MostTold))
        {
            var said = alert.Text("summary") ?? alert.Text("description");
            told.Bullet($"**{alert.Text("priority")}** {Told.Code(alert.Text("name"))}{Labels(alert)}{Since(alert)}: {Told.Quote(alert.Text("why"))}{(said is null ? "" : $". Its text: {Told.Quote(said)}")}");
        }

        if (shown.Length > MostTold)
        {
            told.Bullet(string.Create(CultureInfo.InvariantCulture, $"and {shown.Length - MostTold} more"));
        }
    }

    /// <summary>Who was not asked.</summary>
    public static void Missing(Told told, JsonElement list)
    {
        foreach (var missing in list.Items("missing"))
        {
            told.Bullet($"Not asked: {missing.Text("name")}. {Told.Quote(missing.Text("message"))}");
        }
    }

    private static (List<JsonElement> Alerts, string About) Chosen(JsonElement list, MonitoringWish.Alerts wish)
    {
        var all = list.Items("alerts").ToList();
        return !wish.Names.IsEmpty ? (all.FindAll(alert => wish.Names.Contains(alert.Text("name") ?? "", StringComparer.OrdinalIgnoreCase)), $" called {Told.Names(wish.Names)}")
            : wish.Service is { } service ? (all.FindAll(alert => IsAbout(alert, service)), $" about {Told.Code(service)}")
            : (all, "");
    }

    private static bool IsAbout(JsonElement alert, string service) => alert.Member("labels") is { ValueKind: JsonValueKind.Object } labels && labels.EnumerateObject().Any(label =>
        label.Value.ValueKind == JsonValueKind.String && label.Value.GetString() is { } value
        && (value.Equals(service, StringComparison.OrdinalIgnoreCase) || value.StartsWith(service + "-", StringComparison.OrdinalIgnoreCase) || value.EndsWith("/" + service, StringComparison.OrdinalIgnoreCase)));

    private static string Labels(JsonElement alert) => alert.Member("labels") is { ValueKind: JsonValueKind.Object } labels
        && labels.EnumerateObject().Where(label => label.Name is "service" or "namespace" or "job" or "instance" or "pod").Select(label => $"{label.Name}={label.Value}").Take(3).ToList() is { Count: > 0 } shown
            ? $" ({Told.Code(string.Join(", ", shown))})" : "";

    private static string Since(JsonElement alert) =>
        (alert.Text("age") is { } age ? alert.Text("state") == "resolved" ? $", fired {age}" : $", since {age}" : "")
        + (alert.Integer("starts_last_day") is > 1 and var starts ? string.Create(CultureInfo.InvariantCulture, $", began {starts} times within a day") : "");

    private static void Muting(Told told, JsonElement list)
    {
        foreach (var silence in list.Items("silences").Where(silence => silence.Integer("alerts") > 0).Take(MostTold))
        {
            told.Bullet($"Silence by {Told.Code(silence.Text("created_by"))} until {Told.Code(silence.Text("ends_at"))}, {Told.Count(silence.Integer("alerts") ?? 0, "alert")}: {Told.Quote(silence.Text("comment"))}");
        }

        foreach (var alert in list.Items("alerts").Where(alert => alert.Items("inhibited_by").Any()).Take(MostTold))
        {
            told.Bullet($"{Told.Code(alert.Text("name"))} is inhibited by {Told.Names(alert.Items("inhibited_by").Select(other => other.GetString() ?? ""))}");
        }
    }

    private static void Rest(Told told, JsonElement list)
    {
        var counts = list.Member("counts") ?? default;
        told.Line($"In all {counts.Integer("firing") ?? 0} firing, {counts.Integer("pending") ?? 0} pending, {counts.Integer("muted") ?? 0} muted, {counts.Integer("resolved") ?? 0} resolved within a day, in {Told.Count(counts.Integer("groups") ?? 0, "group")}.");
        if (list.Items("noisiest").ToList() is { Count: > 0 } noisy)
        {
            told.Bullet($"Noisiest: {string.Join(", ", noisy.Select(each => $"{Told.Code(each.Text("name"))} ({each.Integer("starts_last_day")} times)"))}. What flaps wakes people for nothing: give it a longer `for`, or a condition that users feel.");
        }

        Missing(told, list);
        foreach (var note in list.Items("notes").Take(5))
        {
            told.Bullet(Told.Quote(note.GetString()));
        }
    }
}
