using Opsroom.Telemetry;
using Opsroom.Tools.WebSearch;

namespace Opsroom.Server.Hosting;

/// <summary>How the web is searched.</summary>
internal static class TavilySettings
{
    public static TavilyOptions Read(SettingsReader reader)
    {
        var defaults = new TavilyOptions();
        var options = new TavilyOptions
        {
            ApiKey = Secret.From(reader.Text("Tavily:ApiKey")),
            BaseUrl = reader.Text("Tavily:BaseUrl") ?? defaults.BaseUrl,
            RequestTimeout = reader.Time("Tavily:RequestTimeout", defaults.RequestTimeout),
        };
        foreach (var problem in options.Validate())
        {
            reader.Refuse(problem);
        }

        return options;
    }
}
