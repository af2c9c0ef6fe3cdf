using System.Runtime.CompilerServices;
using Opsroom.Knowledge;
using Opsroom.Server;

namespace Opsroom.Cli.Knowledge;

/// <summary>The knowledge base in a store that no server uses.</summary>
internal sealed class LocalKnowledge(OpsroomKnowledge knowledge) : IKnowledgeAccess
{
    private const int PageLength = 200;

    public async Task<int> AddAsync(IEnumerable<NewDocument> documents, Action<string, string> told, CancellationToken cancellationToken)
    {
        var added = await knowledge.AddAsync(documents, cancellationToken);
        foreach (var refused in added.Where(each => each.Problem is not null))
        {
            told(refused.Source, refused.Problem!);
        }

        return added.Count(each => each.Problem is null);
    }

    public async IAsyncEnumerable<(string Id, string Source, string Title)> ListAsync(string? source, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string? after = null;
        do
        {
            var page = await knowledge.ListAsync(source, after, PageLength, cancellationToken);
            foreach (var entry in page)
            {
                yield return (entry.Id, entry.Source, entry.Title);
            }

            after = page.Count == PageLength ? page[^1].Source : null;
        }
        while (after is not null);
    }

    public async Task<bool> RemoveAsync(string id, CancellationToken cancellationToken) => await knowledge.RemoveAsync([id], cancellationToken) > 0;

    public async Task<IReadOnlyList<(string Title, string Source, string Location, double Score, string Excerpt)>> SearchAsync(
        string question, int most, string? source, CancellationToken cancellationToken) =>
        [.. (await knowledge.SearchAsync(question, most, source, cancellationToken)).Select(found => (found.Document.Title, found.Document.Source, found.Passage.Location, found.Score, found.Passage.Text))];

    public ValueTask DisposeAsync() => knowledge.DisposeAsync();
}
