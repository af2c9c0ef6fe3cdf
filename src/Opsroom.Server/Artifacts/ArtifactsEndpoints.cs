using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;
using Opsroom.Server.Docs;
using Opsroom.Server.Errors;
using Opsroom.Server.Requests;
using Opsroom.Server.Threads;
using Opsroom.Threads;
using Opsroom.Workflow;

namespace Opsroom.Server.Artifacts;

/// <summary>What agents wrote and people handed in.</summary>
internal static class ArtifactsEndpoints
{
    private const int MostFiles = 1000;

    private static readonly string[] ReadMethods = [HttpMethods.Get, HttpMethods.Head];

    /// <summary>Types that a browser shows without running anything in them; all others are offered for saving.</summary>
    private static readonly HashSet<string> Passive = new(StringComparer.OrdinalIgnoreCase)
    {
        "text/plain", "text/markdown", "text/csv", "application/json", "application/yaml", "application/x-ndjson", "application/toml", "application/sql",
        "image/png", "image/jpeg", "image/gif",
    };

    public static void MapArtifacts(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/threads/{thread_id}/artifacts", ListAsync).Describe(ArtifactsDocs.List);
        routes.MapGet("/threads/{thread_id}/artifacts.zip", ZipAsync).Describe(ArtifactsDocs.Zip);
        routes.MapMethods("/threads/{thread_id}/artifacts/{**path}", ReadMethods, ReadAsync).Describe(ArtifactsDocs.Read);
        routes.MapArtifactUploads();
    }

    private static async Task<IResult> ListAsync(string thread_id, HttpContext context, IRunOwner owner)
    {
        var fields = RequestFields.OfQuery(context.Request.Query);
        var (limit, cursor) = PageQuery.Of(fields, MostFiles, MostFiles);
        if (!fields.Valid)
        {
            return ErrorAnswer.Invalid(fields.Problems);
        }

        if (await FindAsync(thread_id, context, owner) is not { } state)
        {
            return ThreadIds.Unknown(thread_id);
        }

        var left = state.Files.Values.Where(file => cursor is null || string.CompareOrdinal(file.Path, cursor) > 0).Take(limit + 1).ToList();
        return new JsonAnswer<FileList>(
            new FileList([.. left.Take(limit).Select(file => FileView.Of(file, state.Key.Id))], left.Count > limit ? left[limit - 1].Path : null), WireJson.Default.FileList);
    }

    private static async Task<IResult> ReadAsync(string thread_id, string path, HttpContext context, IRunOwner owner, IStore store)
    {
        if (await FindAsync(thread_id, context, owner) is not { } state)
        {
            return ThreadIds.Unknown(thread_id);
        }

        if (state.RemovedFiles.TryGetValue(path, out var removedAt))
        {
            return ErrorAnswer.Of(
                StatusCodes.Status410Gone,
                $"The content of '{path}' was removed by this server's retention limits on {removedAt.UtcDateTime:yyyy-MM-dd}. The thread's journal still says what it was.");
        }

        if (!state.Files.TryGetValue(path, out var file) || await store.OpenBlobAsync(file.Sha256, context.RequestAborted) is not { } content)
        {
            return ErrorAnswer.NotFound($"Thread {thread_id} has no file '{path}'. GET /threads/{thread_id}/artifacts lists them.");
        }

        var headers = context.Response.Headers;
        headers.CacheControl = "private, no-cache";
        headers.ContentSecurityPolicy = "sandbox; default-src 'none'";
        var passive = Passive.Contains(file.MediaType);
        var type = passive && !file.MediaType.StartsWith("image/", StringComparison.OrdinalIgnoreCase) ? file.MediaType + "; charset=utf-8" : file.MediaType;
        return TypedResults.Stream(
            content, type, passive ? null : path[(path.LastIndexOf('/') + 1)..], lastModified: null, new EntityTagHeaderValue($"\"{file.Sha256}\""), enableRangeProcessing: true);
    }

    private static async Task<IResult> ZipAsync(string thread_id, HttpContext context, IRunOwner owner, IStore store) =>
        await FindAsync(thread_id, context, owner) is { } state ? new ZipAnswer(state, store) : ThreadIds.Unknown(thread_id);

    private static async Task<ThreadState?> FindAsync(string threadId, HttpContext context, IRunOwner owner) =>
        ThreadIds.KeyOf(context, threadId) is { } key ? await owner.ReadAsync(key, context.RequestAborted) : null;
}

/// <summary>A page of a thread's files, by path.</summary>
/// <param name="NextCursor">For the next page; null on the last one.</param>
public sealed record FileList(IReadOnlyList<FileView> Items, string? NextCursor);
