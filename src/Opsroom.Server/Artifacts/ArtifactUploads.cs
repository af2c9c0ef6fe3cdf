using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;
using Opsroom.Server.Docs;
using Opsroom.Server.Errors;
using Opsroom.Server.Hosting;
using Opsroom.Server.Requests;
using Opsroom.Server.Security;
using Opsroom.Server.Threads;
using Opsroom.Threads;
using Opsroom.Tools.Workspace;
using Opsroom.Workflow;

namespace Opsroom.Server.Artifacts;

/// <summary>Takes files in: raw bytes, or a zip that is unpacked. The thread is created where there is none.</summary>
internal static class ArtifactUploads
{
    /// <summary>What programs send that do not know the type.</summary>
    private static readonly string[] MeaningNothing = ["application/octet-stream", "application/x-www-form-urlencoded", "multipart/form-data"];

    public static void MapArtifactUploads(this IEndpointRouteBuilder routes) => routes.MapPut("/threads/{thread_id}/artifacts/{**path}", PutAsync).Describe(ArtifactsDocs.Put);

    private static async Task<IResult> PutAsync(string thread_id, string? path, HttpContext context, IRunOwner owner, Spool spool, ServerOptions options)
    {
        var fields = RequestFields.OfQuery(context.Request.Query);
        var extract = fields.Flag("extract") ?? false;
        var place = extract ? FolderOf(path ?? "", fields) : PathOf(path ?? "", fields);
        if (ThreadIds.KeyOf(context, thread_id) is not { } key)
        {
            fields.RefusePath("thread_id", thread_id, "string_pattern_mismatch", $"String should match pattern '{ThreadId.Pattern}'");
            return ErrorAnswer.Invalid(fields.Problems);
        }

        if (!fields.Valid)
        {
            return ErrorAnswer.Invalid(fields.Problems);
        }

        if (context.Request.ContentLength > options.MaxUpload)
        {
            return StatusSentences.Answer(context, StatusCodes.Status413PayloadTooLarge);
        }

        using var received = await spool.TakeAsync(context.Request.Body, options.MaxUpload, context.RequestAborted);
        return received is null ? StatusSentences.Answer(context, StatusCodes.Status413PayloadTooLarge)
            : extract ? await TakeZipAsync(context, owner, key, place, received, new ZipUpload(spool, options.MaxUpload))
            : await TakeFileAsync(context, owner, key, place, received);
    }

    private static async Task<IResult> TakeFileAsync(HttpContext context, IRunOwner owner, ThreadKey key, string path, SpooledFile received)
    {
        var isNew = await owner.ReadAsync(key, context.RequestAborted) is not { } before || !before.Files.ContainsKey(path);
        var file = new IncomingFile(path, MediaTypeOf(context.Request, path), received.Content);
        if (Refusal(await owner.ReceiveFilesAsync(key, [file], context.PrincipalOf(), context.RequestAborted), key.Id) is { } refusal)
        {
            return refusal;
        }

        return new JsonAnswer<FileView>(ViewOf(file, key.Id), WireJson.Default.FileView, isNew ? StatusCodes.Status201Created : StatusCodes.Status200OK)
        {
            Location = isNew ? ArtifactAddress.Of(key.Id, path) : null,
        };
    }

    private static async Task<IResult> TakeZipAsync(HttpContext context, IRunOwner owner, ThreadKey key, string folder, SpooledFile received, ZipUpload upload)
    {
        var unpacked = await upload.UnpackAsync(received, folder, context.RequestAborted);
        if (unpacked.Refusal is { } reason)
        {
            return unpacked.TooLarge
                ? ErrorAnswer.Of(StatusCodes.Status413PayloadTooLarge, $"The zip is not taken: {reason}.")
                : ErrorAnswer.Invalid(new RequestProblem("value_error", ["body"], $"Value error, {reason}", null));
        }

        try
        {
            var files = unpacked.Files.Select(file => new IncomingFile(file.Path, MediaTypes.Of(file.Path), file.File.Content)).ToList();
            return Refusal(await owner.ReceiveFilesAsync(key, files, context.PrincipalOf(), context.RequestAborted), key.Id)
                ?? (IResult)new JsonAnswer<FileList>(new FileList([.. files.Select(file => ViewOf(file, key.Id))], null), WireJson.Default.FileList, StatusCodes.Status201Created);
        }
        finally
        {
            foreach (var (_, file) in unpacked.Files)
            {
                file.Dispose();
            }
        }
    }

    private static string PathOf(string path, RequestFields fields)
    {
        if (WorkspacePath.TryNormalize(path, out var normalized, out var problem))
        {
            return normalized;
        }

        fields.RefusePath("path", path, "value_error", $"Value error, {problem}");
        return "";
    }

    /// <summary>The folder that a zip is unpacked into: what the path names, without <c>.zip</c>; without a path, the workspace itself.</summary>
    private static string FolderOf(string path, RequestFields fields)
    {
        var folder = path.EndsWith(".zip", StringComparison.OrdinalIgnoreCase) ? path[..^4] : path.TrimEnd('/');
        return folder.Length == 0 ? "" : PathOf(folder, fields);
    }

    private static string MediaTypeOf(HttpRequest request, string path) =>
        MediaTypeHeaderValue.TryParse(request.ContentType, out var given) && given.MediaType is { HasValue: true, Value: var type } && type.Length <= 127
            && !MeaningNothing.Contains(type, StringComparer.OrdinalIgnoreCase) && !type.Contains('*', StringComparison.Ordinal)
            ? type.ToLowerInvariant()
            : MediaTypes.Of(path);

    private static FileView ViewOf(IncomingFile file, ThreadId thread) =>
        new(file.Path, file.MediaType, file.Content.Size, file.Content.Sha256, ArtifactAddress.Of(thread, file.Path));

    private static ErrorAnswer? Refusal(FilesOutcome outcome, ThreadId thread) => outcome switch
    {
        FilesOutcome.Received => null,
        FilesOutcome.NewerThread => ErrorAnswer.Conflict($"Thread {thread} was last worked on by a newer version of this server and can only be read here."),
        FilesOutcome.Stopping => ErrorAnswer.Unavailable("The server is stopping and takes no files.", retryAfterSeconds: 5),
        _ => throw new InvalidOperationException($"No answer for {outcome}."),
    };
}
