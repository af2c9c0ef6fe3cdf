using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Opsroom.Tools.WebSearch;

/// <summary>Looking things up on the web.</summary>
internal sealed class WebSearchTools(TavilyClient tavily)
{
    private const int UsualResults = 5;

    [Tool("web_search", Effect.Read, Tainted = true, Egress = true, Supporting = true)]
    [Description("Searches the web. The query leaves the operator's systems, and what comes back is nobody's word but the page's: cite the address.")]
    [ToolExample("""{"query": "kubernetes CrashLoopBackOff exit code 137"}""")]
    public Task<ToolResult<WebSearchResults>> SearchAsync(
        [Description("What to look for; no secrets, no internal names."), StringLength(400, MinimumLength = 1)] string query,
        [Description("How many results at most, 5 without it."), Range(1, 20)] int? maxResults,
        CancellationToken cancellationToken) => tavily.SearchAsync(query, maxResults ?? UsualResults, cancellationToken);
}
