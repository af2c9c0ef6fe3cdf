using System.Buffers.Text;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Opsroom.Knowledge;
using Opsroom.Server.Docs;
using Opsroom.Server.Errors;
using Opsroom.Server.Hosting;
using Opsroom.Server.Requests;
using Opsroom.Server.Security;
using Opsroom.Threads;
using Opsroom.Threads.Documents;

namespace Opsroom.Server.Knowledge;

/// <summary>Documents of the operator's own, and the search over them and the shipped runbooks.</summary>
internal static class KnowledgeEndpoints
{
    private const int MostResults = 50;
    private const int UsualResults = 5;

    private static readonly TextRule QuestionRule = new() { MinLength = 1, MaxLength = 1000 };

    public static void MapKnowledge(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/knowledge/documents", AddAsync).Describe(KnowledgeDocs.Add);
        routes.MapGet("/knowledge/documents", ListAsync).Describe(KnowledgeDocs.List);
        routes.MapGet("/knowledge/documents/{document_id}", ReadAsync).Describe(KnowledgeDocs.Read);
        routes.MapDelete("/knowledge/documents/{document_id}", RemoveAsync).Describe(KnowledgeDocs.Remove);
        routes.MapGet("/knowledge/search", SearchAsync).Describe(KnowledgeDocs.Search);
    }

    private static async Task<IResult> AddAsync(HttpContext context, KnowledgeBase knowledge, ServerOptions options)
    {
        var taken = context.Request.HasFormContentType
            ? await DocumentUpload.OfFormAsync(context, options.MaxUpload)
            : await DocumentUpload.OfJsonAsync(context, options.MaxUpload);
        if (taken.Refusal is { } refusal)
        {
            return refusal;
        }

        if (!KnowledgeRoles.MayChange(context, out var denied))
        {
            return denied;
        }

        var added = (await knowledge.AddAsync(context.PrincipalOf().Tenant, "api", [taken.Document!], context.RequestAborted))[0];
        return added.Document is { } document
            ? new JsonAnswer<DocumentView>(DocumentView.Of(document), WireJson.Default.DocumentView, StatusCodes.Status201Created) { Location = $"/knowledge/documents/{document.Id}" }
            : ErrorAnswer.Invalid(new RequestProblem("value_error", ["body", taken.ContentField], $"Value error, {added.Problem}", null));
    }

    private static async Task<IResult> ListAsync(HttpContext context, IStore store)
    {
        var fields = RequestFields.OfQuery(context.Request.Query);
        var page = PageQuery.Of(fields);
        var source = fields.Text("source", TextRule.AnyInQuery)?.TrimEnd('/');
        if (!fields.Valid)
        {
            return ErrorAnswer.Invalid(fields.Problems);
        }

        if (!TryReadCursor(page.Cursor, out var after))
        {
            return PageQuery.StrangeCursor(fields);
        }

        var entries = await store.ListDocumentsAsync(new DocumentQuery(context.PrincipalOf().Tenant, null, source, after, page.Limit + 1), context.RequestAborted);
        var next = entries.Count > page.Limit ? Base64Url.EncodeToString(Encoding.UTF8.GetBytes(entries[page.Limit - 1].Source)) : null;
        return new JsonAnswer<DocumentList>(new DocumentList([.. entries.Take(page.Limit).Select(DocumentView.Of)], next), WireJson.Default.DocumentList);
    }

    private static async Task<IResult> ReadAsync(string document_id, HttpContext context, IStore store) =>
        await store.FindDocumentAsync(context.PrincipalOf().Tenant, document_id, context.RequestAborted) is { } stored
            ? new JsonAnswer<DocumentView>(DocumentView.Of(stored), WireJson.Default.DocumentView)
            : NotFound(document_id);

    private static async Task<IResult> RemoveAsync(string document_id, HttpContext context, KnowledgeBase knowledge)
    {
        if (!KnowledgeRoles.MayChange(context, out var denied))
        {
            return denied;
        }

        return await knowledge.RemoveAsync(context.PrincipalOf().Tenant, [document_id], context.RequestAborted) > 0 ? TypedResults.NoContent() : NotFound(document_id);
    }

    private static async Task<IResult> SearchAsync(HttpContext context, KnowledgeBase knowledge)
    {
        var fields = RequestFields.OfQuery(context.Request.Query);
        var question = fields.Text("q", QuestionRule, required: true);
        var most = (int)(fields.Whole("top_k", 1, MostResults) ?? UsualResults);
        var source = fields.Text("source", TextRule.AnyInQuery);
        if (!fields.Valid)
        {
            return ErrorAnswer.Invalid(fields.Problems);
        }

        var found = await knowledge.SearchAsync(question!, most, context.PrincipalOf().Tenant, source, context.RequestAborted);
        return new JsonAnswer<KnowledgeAnswer>(new KnowledgeAnswer([.. found.Results.Select(KnowledgeResult.Of)], found.Notice), WireJson.Default.KnowledgeAnswer);
    }

    private static bool TryReadCursor(string? cursor, out string? after)
    {
        after = null;
        if (cursor is null)
        {
            return true;
        }

        try
        {
            after = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(Base64Url.DecodeFromChars(cursor));
            return !after.Contains('\0', StringComparison.Ordinal);
        }
        catch (Exception strange) when (strange is FormatException or ArgumentException)
        {
            return false;
        }
    }

    private static ErrorAnswer NotFound(string id) => ErrorAnswer.NotFound($"There is no document '{id}'.");
}
