using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Opsroom.Server.Artifacts;
using Opsroom.Server.Docs;
using Opsroom.Server.Errors;
using Opsroom.Server.Hosting;
using Opsroom.Server.Idempotency;
using Opsroom.Server.Requests;
using Opsroom.Server.Security;
using Opsroom.Threads;
using Opsroom.Threads.Archives;

namespace Opsroom.Server.Archives;

/// <summary>Threads as archives, out and in.</summary>
internal static class ArchivesEndpoints
{
    public static void MapArchives(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/threads/{thread_id}/export", ExportAsync).Describe(ArchivesDocs.Export);
        routes.MapPost("/threads/import", ImportAsync).Describe(ArchivesDocs.Import);
    }

    private static async Task<IResult> ExportAsync(string thread_id, HttpContext context, IStore store) =>
        ThreadIds.KeyOf(context, thread_id) is { } key && await store.ReadHeadAsync(key, context.RequestAborted) is { } head
            ? new ThreadExport(new ArchiveSource(store, key, head), store)
            : ThreadIds.Unknown(thread_id);

    private static async Task<IResult> ImportAsync(HttpContext context, ThreadImports imports, IStore store, KeyLedger keys, Spool spool, ServerOptions options)
    {
        var aborted = context.RequestAborted;
        var fields = RequestFields.OfQuery(context.Request.Query);
        var asked = fields.Text("thread_id", ThreadIds.QueryRule) is { } id ? ThreadId.Parse(id) : (ThreadId?)null;
        if (!fields.Valid)
        {
            return ErrorAnswer.Invalid(fields.Problems);
        }

        if (context.Request.ContentLength > options.MaxUpload)
        {
            return StatusSentences.Answer(context, StatusCodes.Status413PayloadTooLarge);
        }

        using var received = await spool.TakeAsync(context.Request.Body, options.MaxUpload, aborted);
        if (received is null)
        {
            return StatusSentences.Answer(context, StatusCodes.Status413PayloadTooLarge);
        }

        // the body's hash stands for the body
        if (IdempotencyKey.TryRead(context.Request, Encoding.ASCII.GetBytes(received.Content.Sha256), out var claim) is { } badKey)
        {
            return ErrorAnswer.Invalid(badKey);
        }

        var principal = context.PrincipalOf();
        try
        {
            return await keys.OnceAsync<IResult>(
                principal, claim,
                async () => await imports.ImportAsync(received, asked, principal, claim, aborted) switch
                {
                    (ImportStatus.KeyTaken, _, _) => null,
                    // the same request may have made it a moment ago
                    (ImportStatus.Exists, _, _) when await keys.FindAsync(principal, claim, aborted) is not null => null,
                    (ImportStatus.Imported, { } imported, var thread) => Imported(thread, imported),
                    (_, _, var thread) => ErrorAnswer.Conflict($"There is a thread '{thread}' already. Name another with ?thread_id=, or delete that one."),
                },
                async record => Imported(record.ThreadId, await FindAsync(new ThreadKey(principal.Tenant, record.ThreadId), store, aborted)),
                aborted);
        }
        catch (ArchiveRefusedException refused)
        {
            return refused.TooLarge
                ? ErrorAnswer.Of(StatusCodes.Status413PayloadTooLarge, $"The archive is not imported: {refused.Message}.")
                : ErrorAnswer.Invalid(new RequestProblem("value_error", ["body"], $"Value error, the archive is not imported: {refused.Message}", null));
        }
    }

    private static JsonAnswer<ImportAnswer> Imported(ThreadId thread, ThreadImported imported) =>
        new(new ImportAnswer(thread.Value, imported.FromThread, imported.AtEvent, imported.HeadHash), WireJson.Default.ImportAnswer, StatusCodes.Status201Created)
        {
            Location = $"/threads/{thread}",
        };

    /// <summary>The last import of a thread: an archive may hold earlier ones.</summary>
    private static async Task<ThreadImported> FindAsync(ThreadKey key, IStore store, CancellationToken cancellationToken)
    {
        var found = await store.ReadAllAsync(key, 0, cancellationToken).LastOrDefaultAsync(stored => stored.Kind == "thread_imported", cancellationToken)
            ?? throw new StoreUnavailableException($"Thread {key.Id} was deleted while its import was looked up.");
        return (ThreadImported)await EventCodec.DecodeAsync(found, store, cancellationToken);
    }
}

/// <summary>A thread that came from an archive.</summary>
/// <param name="ImportedFrom">What it was called where it was exported.</param>
/// <param name="AtEvent">The last event of the archive; what stands after it was added here.</param>
/// <param name="HeadHash">The hash of that event, as in the archive.</param>
public sealed record ImportAnswer(string ThreadId, string ImportedFrom, long AtEvent, string HeadHash);
