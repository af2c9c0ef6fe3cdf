using System.Collections.Immutable;
using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Opsroom.Tools.Documentation;

/// <summary>Looking things up in the team's own runbooks and documents.</summary>
internal sealed class DocumentationTools
{
    [Tool("documentation_search", Effect.Read, Supporting = true)]
    [Description("Searches the team's runbooks and documents.")]
    [ToolExample("""{"query": "rotate the ingress certificate"}""")]
    public static ToolResult<DocumentationResults> Search(
        [Description("What to look for."), StringLength(1000, MinimumLength = 1)] string query,
        [Description("How many results at most."), Range(1, 50)] int topK = 5,
        [Description("Only documents of this source.")] string? source = null) =>
        ToolFailure.NotConfigured("No knowledge base is connected to this server, so nothing was searched.", "PINECONE_API_KEY");
}

internal sealed record DocumentationResults(ImmutableArray<DocumentationResult> Results);

/// <param name="Score">0 to 1: how well it fits the query.</param>
/// <param name="Location">Where in the document: heading and line.</param>
internal sealed record DocumentationResult(string Title, string Source, double Score, string Excerpt, string Location);
