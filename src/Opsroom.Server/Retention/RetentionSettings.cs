using Opsroom.Retention;
using Opsroom.Server.Hosting;

namespace Opsroom.Server.Retention;

/// <summary>Reads the section <c>Retention</c>. A limit that is not given, or 0, is none.</summary>
internal static class RetentionSettings
{
    private const double MostDays = 36_500;

    private static readonly TimeSpan ShortestPeriod = TimeSpan.FromSeconds(10);

    public static RetentionOptions Read(SettingsReader reader)
    {
        var defaults = new RetentionOptions();
        var options = new RetentionOptions
        {
            ThreadAge = Days(reader, "Retention:Threads:MaxAgeDays"),
            Threads = Limit(reader, "Retention:Threads:MaxCount"),
            ThreadBytes = Limit(reader, "Retention:Threads:MaxBytes"),
            FileAge = Days(reader, "Retention:Artifacts:MaxAgeDays"),
            FileBytes = Limit(reader, "Retention:Artifacts:MaxBytes"),
            Period = reader.Time("Retention:Period", defaults.Period),
        };
        if (options.Period < ShortestPeriod || options.Period > TimeSpan.FromDays(30))
        {
            reader.Refuse("Retention:Period is out of range: give 10 seconds to 30 days.");
        }

        return options;
    }

    private static TimeSpan? Days(SettingsReader reader, string key) => reader.Number(key, 0, 0, MostDays) is > 0 and var days ? TimeSpan.FromDays(days) : null;

    private static long? Limit(SettingsReader reader, string key) => reader.Whole(key, 0, 0, long.MaxValue) is > 0 and var limit ? limit : null;
}
