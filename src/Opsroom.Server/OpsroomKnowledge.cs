using System.Collections.Immutable;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Opsroom.Knowledge;
using Opsroom.Knowledge.Search;
using Opsroom.Server.Hosting;
using Opsroom.Threads;
using Opsroom.Threads.Documents;
using Opsroom.Workflow.Running;

namespace Opsroom.Server;

/// <summary>The knowledge base of a store that no server uses: the same code as a server's.</summary>
public sealed class OpsroomKnowledge : IAsyncDisposable
{
    private const string Tenant = ThreadKey.DefaultTenant;

    private readonly WebApplication application;

    private OpsroomKnowledge(WebApplication application) => this.application = application;

    private KnowledgeBase Knowledge => application.Services.GetRequiredService<KnowledgeBase>();

    /// <exception cref="OpsroomStartException">A setting is wrong.</exception>
    /// <exception cref="StoreUnavailableException">The store cannot be used, or a server uses it.</exception>
    public static async Task<OpsroomKnowledge> OpenAsync(OpsroomServerOptions options, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = "Opsroom", ContentRootPath = ServerConfiguration.FolderOf(options) });
        builder.Configuration.AddConfiguration(ServerConfiguration.Build(options));
        builder.AddOpsroom(options);
        var opened = new OpsroomKnowledge(builder.Build());
        try
        {
            await opened.application.Services.GetRequiredService<IStore>().InitializeAsync(cancellationToken);
            return opened;
        }
        catch
        {
            await opened.DisposeAsync();
            throw;
        }
    }

    /// <summary>Stores documents and indexes them.</summary>
    public async Task<IReadOnlyList<AddedDocument>> AddAsync(IEnumerable<NewDocument> documents, CancellationToken cancellationToken)
    {
        var added = await Knowledge.AddAsync(Tenant, "command", documents, cancellationToken);
        await Knowledge.CatchUpAsync(cancellationToken);
        return added;
    }

    /// <summary>A page of documents after a source.</summary>
    public Task<IReadOnlyList<DocumentEntry>> ListAsync(string? source, string? after, int limit, CancellationToken cancellationToken) =>
        application.Services.GetRequiredService<IStore>().ListDocumentsAsync(new DocumentQuery(Tenant, null, source, after, limit), cancellationToken);

    /// <summary>Removes documents and answers how many there were.</summary>
    public Task<int> RemoveAsync(IReadOnlyList<string> ids, CancellationToken cancellationToken) => Knowledge.RemoveAsync(Tenant, ids, cancellationToken);

    public async Task<ImmutableArray<SearchResult>> SearchAsync(string question, int most, string? source, CancellationToken cancellationToken) =>
        (await Knowledge.SearchAsync(question, most, Tenant, source, cancellationToken)).Results;

    public async ValueTask DisposeAsync()
    {
        await application.Services.GetRequiredService<LocalRunOwner>().DisposeAsync();
        await application.DisposeAsync();
    }
}
