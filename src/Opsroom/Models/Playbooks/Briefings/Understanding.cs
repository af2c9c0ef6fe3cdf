using System.Globalization;
using Opsroom.Models.Playbooks.Reading;

namespace Opsroom.Models.Playbooks.Briefings;

/// <summary>Shows a person what was read out of the task, so that a misreading is seen at once.</summary>
internal static class Understanding
{
    private const int MostShown = 8;

    public static IEnumerable<(string Label, string Value)> Of(TaskBrief brief)
    {
        (string Label, string? Value)[] facts =
        [
            ("Service", Listed(brief.Services)),
            ("Environment", Listed(brief.Environments.Select(environment => environment.Name))),
            ("Name", brief.NewName is { } name && !brief.Services.Contains(name, StringComparer.Ordinal) ? Listed([name]) : null),
            ("Version", Listed(Given(brief.Version))),
            ("Image", Listed(Given(brief.Image))),
            ("Namespace", Listed(Given(brief.Namespace))),
            ("Objects", Listed(brief.Objects.Select(reference => reference.Name is null ? reference.Kind : $"{reference.Kind}/{reference.Name}"))),
            ("Replicas", brief.Replicas?.ToString(CultureInfo.InvariantCulture)),
            ("Strategy", brief.Strategy),
            ("Language", brief.Language),
            ("Frameworks", brief.Frameworks.IsEmpty ? null : string.Join(", ", brief.Frameworks)),
            ("Database", brief.DatabaseType),
            ("Connection", Listed(Given(brief.Connection))),
            ("Alerts", Listed(brief.Alerts)),
            ("Objective", brief.Objective?.ToString(CultureInfo.InvariantCulture)),
            ("Time", brief.Durations.IsEmpty ? null : string.Join(", ", brief.Durations)),
            ("Ports", brief.Ports.IsEmpty ? null : string.Join(", ", brief.Ports)),
            ("Files", Listed(brief.Paths)),
            ("Addresses", Listed(brief.Urls)),
            ("SQL", Counted(brief.Sql.Length, "statement")),
            ("Code", Counted(brief.CodeBlocks.Length, "block")),
        ];
        return facts.Where(fact => fact.Value is not null).Select(fact => (fact.Label, fact.Value!));
    }

    private static IEnumerable<string> Given(string? value) => value is null ? [] : [value];

    private static string? Listed(IEnumerable<string> values)
    {
        string[] all = [.. values.Where(value => value.Length <= 200).Take(MostShown + 1)];
        return all.Length == 0 ? null : string.Join(", ", all.Take(MostShown).Select(Code)) + (all.Length > MostShown ? ", …" : string.Empty);
    }

    private static string? Counted(int count, string noun) =>
        count == 0 ? null : string.Create(CultureInfo.InvariantCulture, $"{count} {noun}{(count == 1 ? string.Empty : "s")}");

    private static string Code(string value) => $"`{value.Replace('`', '\'').ReplaceLineEndings(" ")}`";
}
