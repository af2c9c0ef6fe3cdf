using System.Globalization;
using System.Text;

namespace Opsroom.Tools.Templates.Jinja.Running;

/// <summary>Python's <c>strftime</c>, as far as templates use it.</summary>
internal static class TimeFormat
{
    public static string Write(DateTimeOffset time, string format, CultureInfo culture)
    {
        var text = new StringBuilder();
        for (var at = 0; at < format.Length; at++)
        {
            if (format[at] != '%' || at + 1 == format.Length)
            {
                text.Append(format[at]);
                continue;
            }

            text.Append(format[++at] switch
            {
                'Y' => time.ToString("yyyy", culture),
                'y' => time.ToString("yy", culture),
                'm' => time.ToString("MM", culture),
                'd' => time.ToString("dd", culture),
                'H' => time.ToString("HH", culture),
                'I' => time.ToString("hh", culture),
                'M' => time.ToString("mm", culture),
                'S' => time.ToString("ss", culture),
                'f' => time.ToString("ffffff", culture),
                'p' => time.Hour < 12 ? "AM" : "PM",
                'A' => time.ToString("dddd", culture),
                'a' => time.ToString("ddd", culture),
                'B' => time.ToString("MMMM", culture),
                'b' => time.ToString("MMM", culture),
                'j' => time.DayOfYear.ToString("000", culture),
                'w' => ((int)time.DayOfWeek).ToString(culture),
                'F' => time.ToString("yyyy-MM-dd", culture),
                'T' => time.ToString("HH:mm:ss", culture),
                'z' => "+0000",
                'Z' => "UTC",
                '%' => "%",
                _ => throw JinjaRun.Fault($"'%{format[at]}' is no part of a time that is supported."),
            });
        }

        return text.ToString();
    }
}
