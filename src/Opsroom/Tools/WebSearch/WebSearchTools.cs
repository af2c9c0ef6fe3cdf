using System.Collections.Immutable;
using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Opsroom.Tools.WebSearch;

/// <summary>Looking things up on the web.</summary>
internal sealed class WebSearchTools
{
    [Tool("web_search", Effect.Read, Tainted = true, Egress = true, Supporting = true)]
    [Description("Searches the web. The query leaves the operator's systems, and what comes back is nobody's word but the page's.")]
    [ToolExample("""{"query": "kubernetes CrashLoopBackOff exit code 137"}""")]
    public static ToolResult<WebSearchResults> Search(
        [Description("What to look for; no secrets, no internal names."), StringLength(400, MinimumLength = 1)] string query,
        [Description("How many results at most."), Range(1, 20)] int maxResults = 5) =>
        ToolFailure.NotConfigured("No web search provider is connected to this server, so nothing was searched.", "TAVILY_API_KEY");
}

internal sealed record WebSearchResults(ImmutableArray<WebSearchResult> Results);

/// <param name="Score">0 to 1: how well it fits the query.</param>
internal sealed record WebSearchResult(string Title, string Url, string Excerpt, double Score);
