using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Opsroom.Server.Docs;
using Opsroom.Server.Errors;
using Opsroom.Server.Requests;
using Opsroom.Server.Streaming;
using Opsroom.Threads;
using Opsroom.Workflow;

namespace Opsroom.Server.Threads;

/// <summary>The journal of a thread: as a list, or as a stream where the client accepts one.</summary>
internal static class ThreadEvents
{
    private const int DefaultLimit = 100;
    private const int MostItems = 1000;

    public static void MapThreadEvents(this IEndpointRouteBuilder routes) => routes.MapGet("/threads/{thread_id}/events", ReadAsync).Describe(ThreadsDocs.Events);

    private static async Task<IResult> ReadAsync(string thread_id, HttpContext context, IRunOwner owner, IStore store, RunJournals journals)
    {
        var fields = RequestFields.OfQuery(context.Request.Query);
        var after = fields.Whole("after", 0, long.MaxValue);
        var cursor = fields.Whole("cursor", 0, long.MaxValue);
        var limit = PageQuery.LimitOf(fields, DefaultLimit, MostItems);
        var follow = fields.Flag("follow") ?? false;
        var last = LastEventId.Read(context.Request, fields);
        if (!fields.Valid)
        {
            return ErrorAnswer.Invalid(fields.Problems);
        }

        if (ThreadIds.KeyOf(context, thread_id) is not { } key || await owner.ReadAsync(key, context.RequestAborted) is not { } state)
        {
            return ThreadIds.Unknown(thread_id);
        }

        if (context.Request.Headers.Accept.ToString().Contains("text/event-stream", StringComparison.OrdinalIgnoreCase))
        {
            var from = last ?? after ?? 0;
            return new StreamAnswer(new StreamScope(key, from, null, EndOf(state, follow))
            {
                Earlier = await journals.EarlierAsync(state, from, context.RequestAborted),
            });
        }

        return new EventList(await store.ReadAsync(key, cursor ?? after ?? 0, limit + 1, context.RequestAborted), limit);
    }

    private static StreamEnd EndOf(ThreadState state, bool follow) => (follow, state) switch
    {
        (true, _) => new StreamEnd.Never(),
        (_, { Quiet: false, Run: { } run }) => StreamEnd.WithRun.Of(state, run.RunId),
        _ => new StreamEnd.AfterEvent(state.Sequence, state.Run?.Status),
    };
}

/// <summary>A page of a journal, as it is stored.</summary>
/// <param name="events">One more than the page holds where there is more.</param>
internal sealed class EventList(IReadOnlyList<StoredEvent> events, int limit) : IResult
{
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.ContentType = "application/json";
        await using (var json = new Utf8JsonWriter(response.BodyWriter, JsonWire.Writer))
        {
            json.WriteStartObject();
            json.WriteStartArray("items");
            foreach (var stored in events.Take(limit))
            {
                Write(json, stored);
            }

            json.WriteEndArray();
            if (events.Count > limit)
            {
                json.WriteString("next_cursor", events[limit - 1].Sequence.ToString(CultureInfo.InvariantCulture));
            }
            else
            {
                json.WriteNull("next_cursor");
            }

            json.WriteEndObject();
        }

        await response.BodyWriter.FlushAsync(httpContext.RequestAborted);
    }

    private static void Write(Utf8JsonWriter json, StoredEvent stored)
    {
        using var document = JournalEvent.Parse(stored);
        json.WriteStartObject();
        json.WriteNumber("sequence", stored.Sequence);
        foreach (var field in document.RootElement.EnumerateObject())
        {
            field.WriteTo(json);
        }

        json.WriteEndObject();
    }
}
