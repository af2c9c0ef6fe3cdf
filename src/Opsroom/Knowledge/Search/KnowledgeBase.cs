using System.Collections.Immutable;
using Opsroom.Knowledge.Documents;

namespace Opsroom.Knowledge.Search;

/// <summary>What the server can look up: the shipped runbooks, indexed when somebody first asks.</summary>
internal sealed class KnowledgeBase : IDisposable
{
    private readonly Lazy<LexicalIndex> index = new(() =>
    {
        var made = new LexicalIndex();
        made.AddShared(ShippedRunbooks.Read());
        return made;
    });

    /// <inheritdoc cref="LexicalIndex.Search"/>
    public ImmutableArray<SearchResult> Search(string question, int most, string? source) => index.Value.Search(question, most, tenant: "", source);

    public void Dispose()
    {
        if (index.IsValueCreated)
        {
            index.Value.Dispose();
        }
    }
}
