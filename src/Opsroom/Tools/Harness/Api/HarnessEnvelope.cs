using System.Text.Json;

namespace Opsroom.Tools.Harness.Api;

/// <summary>Reads Harness's envelopes: <c>{"status":"SUCCESS","data":…}</c>, <c>{"status":"ERROR","code","message","correlationId"}</c>, and the older <c>responseMessages</c>.</summary>
internal static class HarnessEnvelope
{
    public static ToolResult<HarnessReply> Read(HarnessRequest request, HttpResponseMessage response, string body, TimeProvider time)
    {
        var root = Parse(body);
        if (response.IsSuccessStatusCode && root is { } envelope && envelope.TextOf("status") is "SUCCESS" or null && envelope.MemberOf("data") is { } data)
        {
            return new HarnessReply(data, VersionOf(response));
        }

        if ((int)response.StatusCode is >= 300 and < 400)
        {
            return HarnessFaults.Redirected(request);
        }

        var complaint = root is { } error ? ComplaintIn(error) : new HarnessComplaint(null, null, null);
        return response.IsSuccessStatusCode && complaint.Code is null && complaint.Message is null
            ? HarnessFaults.NotHarness(request)
            : HarnessFaults.Refused(request, response.StatusCode, complaint, RetryAfter(response, time));
    }

    /// <summary>How long Harness asks to be left alone.</summary>
    public static TimeSpan? RetryAfter(HttpResponseMessage response, TimeProvider time)
    {
        var wait = response.Headers.RetryAfter switch
        {
            { Delta: { } delta } => delta,
            { Date: { } date } => date - time.GetUtcNow(),
            _ => (TimeSpan?)null,
        };
        return wait < TimeSpan.Zero ? TimeSpan.Zero : wait;
    }

    private static JsonElement? Parse(string body)
    {
        try
        {
            return JsonElement.Parse(body) is { ValueKind: JsonValueKind.Object } root ? root : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static HarnessComplaint ComplaintIn(JsonElement error)
    {
        var first = error.ItemsOf("responseMessages").FirstOrDefault();
        return new HarnessComplaint(
            error.TextOf("code") ?? first.TextOf("code"), error.TextOf("message") ?? first.TextOf("message") ?? error.TextOf("detailedMessage"), error.TextOf("correlationId"));
    }

    /// <summary>Harness sends the plain number; a gateway may put it into quotes or weaken it.</summary>
    private static string? VersionOf(HttpResponseMessage response)
    {
        if (!response.Headers.TryGetValues("ETag", out var values))
        {
            return null;
        }

        var tag = values.First().AsSpan().Trim();
        tag = (tag.StartsWith("W/") ? tag[2..] : tag).Trim('"');
        return tag.Length is > 0 and < 20 && !tag.ContainsAnyExceptInRange('0', '9') ? tag.ToString() : null;
    }
}

/// <summary>What Harness gave as its reason. All of it is text from outside.</summary>
internal sealed record HarnessComplaint(string? Code, string? Message, string? CorrelationId);
