using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Opsroom.Server.Errors;
using Opsroom.Server.Requests;

namespace Opsroom.Server.Streaming;

/// <summary>Where a client that reconnects left off: the header that browsers send, or <c>last_event_id</c> in the query.</summary>
internal static class LastEventId
{
    public static long? Read(HttpRequest request, RequestFields fields)
    {
        var header = request.Headers["Last-Event-ID"];
        var inHeader = header.Count > 0 && !string.IsNullOrEmpty(header[^1]);
        var text = inHeader ? header[^1]! : request.Query["last_event_id"].ToString();
        if (text.Length == 0)
        {
            return null;
        }

        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id))
        {
            return id;
        }

        fields.Add(new RequestProblem(
            "int_parsing", inHeader ? ["header", "last-event-id"] : ["query", "last_event_id"],
            "Input should be a valid integer, unable to parse string as an integer", JsonSerializer.SerializeToElement(text, WireJson.Default.String)));
        return null;
    }
}
