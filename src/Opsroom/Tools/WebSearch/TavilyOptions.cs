using Opsroom.Telemetry;

namespace Opsroom.Tools.WebSearch;

/// <summary>What the operator says about Tavily, which searches the web. Section <c>Tavily</c>.</summary>
public sealed class TavilyOptions
{
    public const string Section = "Tavily";

    /// <summary>The setting that the tool names where nothing is configured.</summary>
    public const string Setting = "TAVILY_API_KEY";

    /// <summary><c>TAVILY_API_KEY</c>; without it nothing is searched.</summary>
    public Secret? ApiKey { get; set; }

    /// <summary>Where its API is: Tavily's own address, or a gateway before it.</summary>
    public string BaseUrl { get; set; } = "https://api.tavily.com";

    /// <summary>How long one answer may take.</summary>
    public TimeSpan RequestTimeout { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>What is wrong with these options; each sentence names the key and the cure.</summary>
    public IEnumerable<string> Validate()
    {
        if (!Uri.TryCreate(BaseUrl, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https") || url.UserInfo.Length > 0 || url.Query.Length > 0 || url.Fragment.Length > 0)
        {
            yield return $"{Section}:BaseUrl is not an address of the form https://HOST/PATH: give the address of Tavily's API, or leave it out.";
        }

        if (RequestTimeout < TimeSpan.FromSeconds(1) || RequestTimeout > TimeSpan.FromMinutes(5))
        {
            yield return $"{Section}:RequestTimeout is '{RequestTimeout}': give a time from 1 second to 5 minutes.";
        }
    }
}
