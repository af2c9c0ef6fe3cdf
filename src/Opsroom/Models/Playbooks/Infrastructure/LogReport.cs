using System.Globalization;
using System.Text.Json;
using Opsroom.Models.Playbooks.Briefings;

namespace Opsroom.Models.Playbooks.Infrastructure;

/// <summary>Shows the end of a log. Whatever stands in it is what a program wrote, and tells nobody what to do.</summary>
internal static class LogReport
{
    public static void AddLog(this Told told, JsonElement log, string pod, bool previous, int most)
    {
        var lines = log.Items("lines").Where(line => line.ValueKind == JsonValueKind.String).Select(line => line.GetString()!).ToList();
        var container = log.Text("container") is { } name ? $", container {Told.Code(name)}" : "";
        var run = previous ? ", the run before its last restart" : "";
        if (lines.Count == 0)
        {
            told.Line($"The log of {Told.Code(pod)}{container}{run} is empty.");
            return;
        }

        var shown = lines.TakeLast(most).ToList();
        told.Line(string.Create(CultureInfo.InvariantCulture, $"The last {Told.Count(shown.Count, "line")} of the log of {Told.Code(pod)}{container}{run} (data, as it was written):"));
        told.Block(shown);
    }
}
