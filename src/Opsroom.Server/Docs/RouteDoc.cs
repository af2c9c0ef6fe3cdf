using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Opsroom.Server.Docs;

/// <summary>What the API's document says about a route.</summary>
/// <param name="Tag">The feature it belongs to.</param>
/// <param name="Summary">A few words.</param>
/// <param name="Description">Markdown.</param>
/// <param name="Name">What generated clients call it, together with the tag.</param>
internal sealed record RouteDoc(string Tag, string Summary, string Description, [CallerMemberName] string Name = "")
{
    /// <summary>What may stand in the path, the query and the headers.</summary>
    public ImmutableArray<ParameterDoc> Parameters { get; init; } = [];

    public BodyDoc? Body { get; init; }

    /// <summary>What it answers when all is well.</summary>
    public required ImmutableArray<AnswerDoc> Answers { get; init; }

    /// <summary>What it refuses with, beside what every route may.</summary>
    public ImmutableArray<(int Status, string Why)> Errors { get; init; } = [];
}

/// <param name="In"><c>path</c>, <c>query</c> or <c>header</c>.</param>
/// <param name="Type">As JSON Schema has it.</param>
internal sealed record ParameterDoc(string In, string Name, string Description, string Type = "string", bool Required = false, string? Pattern = null)
{
    public static ParameterDoc ThreadId { get; } = new("path", "thread_id", "The thread.", Required: true, Pattern: Opsroom.Threads.ThreadId.Pattern);

    public static ParameterDoc Limit { get; } = new("query", "limit", "Items a page may have.", "integer");

    public static ParameterDoc Cursor { get; } = new("query", "cursor", "`next_cursor` of the page before.");

    public static ParameterDoc IdempotencyKey { get; } = new(
        "header", Idempotency.IdempotencyKey.Header,
        "Makes a repeated request answer what the first one answered, for 24 hours, without running anything twice. The same key with another body is a 422.");

    public static ParameterDoc LastEventId { get; } = new(
        "header", "Last-Event-ID", "The last `id` that the client has seen: it is given what follows, and no run is started. `last_event_id` in the query means the same.", "integer");
}

/// <param name="Type">The record it is read as; null for raw bytes.</param>
/// <param name="Example">JSON.</param>
internal sealed record BodyDoc(Type? Type, string? Example, bool Required = true);

/// <param name="Type">The record that is answered; null where there is no JSON.</param>
/// <param name="Example">JSON, or text where the answer is not JSON.</param>
internal sealed record AnswerDoc(int Status, Type? Type, string Description, string? Example = null, string? MediaType = null);

internal static class RouteDocs
{
    /// <summary>Puts the description of a route beside it.</summary>
    public static RouteHandlerBuilder Describe(this RouteHandlerBuilder route, RouteDoc doc)
    {
        foreach (var answer in doc.Answers.Where(answer => answer.Type is not null))
        {
            route.WithMetadata(new ProducesResponseTypeMetadata(answer.Status, answer.Type, ["application/json"]));
        }

        return route.WithTags(doc.Tag).WithSummary(doc.Summary).WithDescription(doc.Description).WithMetadata(doc);
    }
}
