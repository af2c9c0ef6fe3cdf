using Opsroom.Knowledge;

namespace Opsroom.Cli.Knowledge;

/// <summary>The knowledge base, in a store that no server uses or behind a server.</summary>
internal interface IKnowledgeAccess : IAsyncDisposable
{
    /// <summary>Stores documents and answers how many were taken.</summary>
    /// <param name="told">Hears of each that was not, by its source.</param>
    Task<int> AddAsync(IEnumerable<NewDocument> documents, Action<string, string> told, CancellationToken cancellationToken);

    IAsyncEnumerable<(string Id, string Source, string Title)> ListAsync(string? source, CancellationToken cancellationToken);

    /// <summary>False where there was none.</summary>
    Task<bool> RemoveAsync(string id, CancellationToken cancellationToken);

    Task<IReadOnlyList<(string Title, string Source, string Location, double Score, string Excerpt)>> SearchAsync(
        string question, int most, string? source, CancellationToken cancellationToken);
}
