using System.Globalization;
using System.Text.RegularExpressions;

namespace Opsroom.Tools.Kubernetes.Reading;

/// <summary>
/// Values of closed forms. Rows of objects carry these and no free text, so that looking at what runs does not count as having read text from outside; messages are
/// for events and descriptions.
/// </summary>
internal static partial class Words
{
    /// <summary>A word as Kubernetes writes reasons, phases and versions; <c>?</c> for anything else.</summary>
    public static string Of(string? text) => text is null ? "" : Plain().IsMatch(text) ? text : "?";

    public static string? OrNull(string? text) => string.IsNullOrEmpty(text) ? null : Of(text);

    /// <summary>A reference to an image, as registries allow them.</summary>
    public static string Image(string? text) => text is not null && Reference().IsMatch(text) ? text : "?";

    /// <summary>How long ago, as kubectl prints it.</summary>
    public static string Age(DateTimeOffset? since, DateTimeOffset now)
    {
        if (since is null)
        {
            return "";
        }

        var age = now - since.Value;
        var (seconds, minutes, hours, days) = ((long)age.TotalSeconds, (long)age.TotalMinutes, (long)age.TotalHours, (long)age.TotalDays);
        return age < TimeSpan.Zero ? "0s"
            : seconds < 120 ? Number(seconds, "s")
            : minutes < 10 ? Number(minutes, "m") + Rest(seconds % 60, "s")
            : minutes < 180 ? Number(minutes, "m")
            : hours < 8 ? Number(hours, "h") + Rest(minutes % 60, "m")
            : hours < 48 ? Number(hours, "h")
            : days < 8 ? Number(days, "d") + Rest(hours % 24, "h")
            : days < 730 ? Number(days, "d")
            : Number(days / 365, "y") + Rest(days % 365, "d");
    }

    private static string Rest(long number, string unit) => number == 0 ? "" : Number(number, unit);

    private static string Number(long number, string unit) => number.ToString(CultureInfo.InvariantCulture) + unit;

    [GeneratedRegex("^[A-Za-z0-9<][A-Za-z0-9:./_+=@>%-]{0,127}$", RegexOptions.NonBacktracking)]
    private static partial Regex Plain();

    [GeneratedRegex("^[A-Za-z0-9][A-Za-z0-9._:/@-]{0,511}$", RegexOptions.NonBacktracking)]
    private static partial Regex Reference();
}
