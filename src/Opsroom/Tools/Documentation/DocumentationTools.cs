using System.Collections.Immutable;
using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Opsroom.Knowledge.Search;

namespace Opsroom.Tools.Documentation;

/// <summary>Looking things up in the runbooks.</summary>
internal sealed class DocumentationTools(KnowledgeBase knowledge)
{
    [Tool("documentation_search", Effect.Read, Supporting = true)]
    [Description("Searches the runbooks that come with the server: by symptom, error message, alert name or key words. Each result is the best passage of one runbook; cite its title and location.")]
    [ToolExample("""{"query": "rotate the ingress certificate"}""")]
    public ToolResult<DocumentationResults> Search(
        [Description("What to look for."), StringLength(1000, MinimumLength = 1)] string query,
        [Description("How many results at most."), Range(1, 50)] int topK = 5,
        [Description("Only this source, such as runbooks/pod-crash-loop.md, of which all fitting passages are given; or a folder of sources, such as runbooks.")] string? source = null) =>
        new DocumentationResults(
        [
            .. knowledge.Search(query, topK, source).Select(result => new DocumentationResult(
                result.Document.Title, result.Document.Source, Math.Round(result.Score, 3), result.Passage.Text, result.Passage.Location)),
        ]);
}

internal sealed record DocumentationResults(ImmutableArray<DocumentationResult> Results);

/// <param name="Score">0 to 1: how well it fits the query.</param>
/// <param name="Location">Where in the document: heading and line.</param>
internal sealed record DocumentationResult(string Title, string Source, double Score, string Excerpt, string Location);
