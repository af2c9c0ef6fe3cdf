using Microsoft.Extensions.Logging;

namespace Opsroom.Server.Hosting;

/// <summary>What is logged (section <c>Logging</c>).</summary>
internal sealed record LoggingOptions
{
    /// <summary>The least level that is written. What frameworks say is written from warning on.</summary>
    public LogLevel Level { get; init; } = LogLevel.Information;

    public static LoggingOptions Read(SettingsReader settings)
    {
        var text = settings.Text("Logging:Level");
        if (Parse(text) is { } level)
        {
            return new LoggingOptions { Level = level };
        }

        settings.Refuse($"Logging:Level is '{text}': give debug, info, warning or error (--log-level).");
        return new LoggingOptions();
    }

    /// <summary>The level of this name; null where there is none.</summary>
    public static LogLevel? Parse(string? name) => name?.ToLowerInvariant() switch
    {
        "debug" => LogLevel.Debug,
        null or "info" => LogLevel.Information,
        "warning" => LogLevel.Warning,
        "error" => LogLevel.Error,
        _ => null,
    };
}
