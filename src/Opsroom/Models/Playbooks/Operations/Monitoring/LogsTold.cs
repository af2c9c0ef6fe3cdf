using System.Globalization;
using System.Text.Json;
using Opsroom.Models.Playbooks.Briefings;

namespace Opsroom.Models.Playbooks.Operations.Monitoring;

/// <summary>Tells what was found in the logs: patterns with their counts, and a few lines.</summary>
internal static class LogsTold
{
    private const int MostPatterns = 10;
    private const int MostLines = 8;

    public static void Tell(Told told, JsonElement result, MonitoringWish.Logs wish)
    {
        var found = result.Number("found") ?? result.Items("entries").Count();
        var about = wish.Service is { } service ? $" of {Told.Code(service)}" : "";
        told.Line(found == 0 ? $"**Nothing fits {Told.Code(wish.Text)} in the logs{about}.**"
            : string.Create(CultureInfo.InvariantCulture, $"**{found:0} entries{about} fit {Told.Code(wish.Text)}** (the same time before: {result.Number("found_before") ?? 0:0})."));
        foreach (var pattern in result.Items("patterns").Take(MostPatterns))
        {
            var turn = pattern.Truth("new") is true ? "**new** " : pattern.Truth("rose") is true ? "**rose** " : "";
            told.Bullet(string.Create(CultureInfo.InvariantCulture, $"{turn}{pattern.Integer("count") ?? 0} times (before {pattern.Integer("before") ?? 0}), first {Told.Code(pattern.Text("first_seen"))}: {Told.Code(pattern.Text("pattern"))}"));
        }

        string[] lines = [.. result.Items("entries").TakeLast(MostLines).Select(entry => $"{entry.Text("time")} {entry.Text("level")} {entry.Text("where")}: {entry.Text("message")}")];
        if (lines.Length > 0)
        {
            told.Line("The newest:").Block(lines);
        }

        foreach (var source in result.Items("sources").Where(source => source.Text("problem") is not null))
        {
            told.Bullet($"{source.Text("source")} gave nothing: {Told.Quote(source.Text("problem"))}");
        }

        foreach (var note in result.Items("notes").Take(5))
        {
            told.Bullet(Told.Quote(note.GetString()));
        }
    }
}
