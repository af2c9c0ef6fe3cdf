using System.Collections.Immutable;
using Opsroom.Knowledge.Chunking;

namespace Opsroom.Knowledge.Search;

/// <summary>A passage that fits a question.</summary>
/// <param name="Score">0 to 1; comparable within one answer.</param>
public sealed record SearchResult(FoundDocument Document, Passage Passage, double Score);

/// <summary>What was found.</summary>
/// <param name="Results">The best first.</param>
/// <param name="Notice">What a reader should know of how they were found; null where there is nothing to say.</param>
public sealed record SearchAnswer(ImmutableArray<SearchResult> Results, string? Notice);

/// <summary>What a result says of its document.</summary>
/// <param name="Id">Of an own document; null of one that came with the product.</param>
public sealed record FoundDocument(string? Id, string Title, string Source, ImmutableArray<string> Tags)
{
    /// <summary>Whether it was brought from outside, so that nobody has vouched for its text.</summary>
    public bool IsOwn => Id is not null;
}
