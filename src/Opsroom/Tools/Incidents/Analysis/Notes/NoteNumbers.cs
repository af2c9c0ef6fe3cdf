using System.Globalization;
using System.Text.RegularExpressions;

namespace Opsroom.Tools.Incidents.Analysis.Notes;

/// <summary>Reads what cells of tables hold.</summary>
internal static partial class NoteNumbers
{
    public static double? Percent(string? cell) =>
        cell is not null && PercentText().Match(cell) is { Success: true } match && double.TryParse(match.Groups["number"].Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value : null;

    public static (int Have, int Want)? Share(string? cell) =>
        cell is not null && ShareText().Match(cell) is { Success: true } match
        && int.TryParse(match.Groups["have"].Value, CultureInfo.InvariantCulture, out var have) && int.TryParse(match.Groups["want"].Value, CultureInfo.InvariantCulture, out var want) ? (have, want) : null;

    public static double? Number(string? cell) => double.TryParse(cell?.Replace(",", "", StringComparison.Ordinal), NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value : null;

    /// <summary>An age as kubectl writes it: <c>12d</c>, <c>5h3m</c>, <c>97s</c>.</summary>
    public static TimeSpan? Age(string? cell)
    {
        if (cell is null || !AgeText().IsMatch(cell.Trim()))
        {
            return null;
        }

        var sum = TimeSpan.Zero;
        foreach (Match part in AgePart().Matches(cell))
        {
            if (!int.TryParse(part.Groups["count"].Value, CultureInfo.InvariantCulture, out var count) || count > 100_000)
            {
                return null;
            }

            sum += part.Groups["unit"].Value switch { "y" => TimeSpan.FromDays(365), "d" => TimeSpan.FromDays(1), "h" => TimeSpan.FromHours(1), "m" => TimeSpan.FromMinutes(1), _ => TimeSpan.FromSeconds(1) } * count;
        }

        return sum;
    }

    /// <summary>Restarts, and how long ago the last was: <c>5 (2m ago)</c>.</summary>
    public static (int Count, TimeSpan? Ago)? Restarts(string? cell) =>
        cell is not null && RestartText().Match(cell) is { Success: true } match && int.TryParse(match.Groups["count"].Value, CultureInfo.InvariantCulture, out var count)
            ? (count, Age(match.Groups["ago"].Value is { Length: > 0 } ago ? ago : null)) : null;

    [GeneratedRegex(@"(?<number>-?\d+(?:\.\d+)?)\s*%", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex PercentText();

    [GeneratedRegex(@"^\s*(?<have>\d{1,6})/(?<want>\d{1,6})\s*$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ShareText();

    [GeneratedRegex(@"^(?:\d{1,6}[ydhms]){1,4}$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex AgeText();

    [GeneratedRegex(@"(?<count>\d{1,6})(?<unit>[ydhms])", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex AgePart();

    [GeneratedRegex(@"^\s*(?<count>\d{1,6})(?:\s*\((?<ago>[\dydhms]+) ago\))?\s*$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex RestartText();
}
