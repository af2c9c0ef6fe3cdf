using System.Globalization;
using System.Net;

namespace Opsroom.Tools.Harness.Api;

/// <summary>Says what went wrong between this server and Harness, and what to do about it.</summary>
internal static class HarnessFaults
{
    public static ToolFailure TimedOut(HarnessRequest request, TimeSpan patience) =>
        new(FaultCodes.Timeout, string.Create(CultureInfo.InvariantCulture, $"Harness did not answer within {patience.TotalSeconds:0} s and may or may not have done it: it was to {request.Purpose}."));

    public static ToolFailure NotReached(HarnessRequest request, string address, Exception exception) =>
        new(FaultCodes.Unreachable, $"Harness at {address} could not be reached to {request.Purpose}: {Quoted(exception.Message)}. Check HARNESS_API_URL and the network.", "HARNESS_API_URL");

    public static ToolFailure Redirected(HarnessRequest request) =>
        new(FaultCodes.Unreachable, $"Harness redirected the request to {request.Purpose} to another place, where the token must not go. Set HARNESS_API_URL to the final address.", "HARNESS_API_URL");

    public static ToolFailure NotHarness(HarnessRequest request) =>
        new(FaultCodes.Unreachable, $"What answered the request to {request.Purpose} does not speak Harness's API. Check HARNESS_API_URL.", "HARNESS_API_URL");

    public static ToolFailure TooLong(HarnessRequest request, int most) =>
        new(FaultCodes.Unreachable, $"Harness's answer to the request to {request.Purpose} was longer than {most / 1024 / 1024} MiB and was not read.");

    public static ToolFailure Refused(HarnessRequest request, HttpStatusCode status, HarnessComplaint complaint, TimeSpan? wait)
    {
        var said = Said(complaint);
        return KindOf(status, complaint) switch
        {
            Kind.Token => new ToolFailure(FaultCodes.Denied, $"Harness did not accept the API token, so it could not {request.Purpose}. Put a valid one into HARNESS_API_TOKEN, of this account.{said}", "HARNESS_API_TOKEN"),
            Kind.Permission => new ToolFailure(FaultCodes.Denied, $"The API token may not {request.Purpose}. Give its user or service account the permission in Harness.{said}"),
            Kind.Missing => ToolFailure.NotFound($"Harness could not {request.Purpose}: it knows no such thing in this account, organization and project.{said}"),
            Kind.Conflict => new ToolFailure(FaultCodes.Conflict, $"Harness could not {request.Purpose}: it is there already, or was changed in the meantime. Look at it again.{said}"),
            // a write that was not taken is refused for certain, and must not look like one that may have been made
            Kind.Busy => new ToolFailure(
                request.IsRead ? FaultCodes.Unreachable : FaultCodes.Denied, $"Harness takes no more requests at the moment, so it did not {request.Purpose}. Try again {After(wait)}.{said}"),
            Kind.Broken => new ToolFailure(FaultCodes.Unreachable, $"Harness failed (HTTP {(int)status}) when it was to {request.Purpose}.{said}"),
            _ => ToolFailure.InvalidArgument($"Harness refused to {request.Purpose} (HTTP {(int)status}).{said}"),
        };
    }

    /// <summary>One line of text from outside, without anything that could be taken for markup of a terminal.</summary>
    public static string Quoted(string text) => OutsideText.OneLine(text);

    private static Kind KindOf(HttpStatusCode status, HarnessComplaint complaint) => status switch
    {
        HttpStatusCode.Unauthorized => Kind.Token,
        HttpStatusCode.Forbidden => Kind.Permission,
        HttpStatusCode.NotFound => Kind.Missing,
        HttpStatusCode.Conflict or HttpStatusCode.PreconditionFailed => Kind.Conflict,
        HttpStatusCode.TooManyRequests => Kind.Busy,
        >= HttpStatusCode.InternalServerError => Kind.Broken,
        _ => complaint.Code switch
        {
            "INVALID_TOKEN" or "EXPIRED_TOKEN" or "INVALID_API_KEY" or "INVALID_CREDENTIAL" or "UNAUTHORIZED" => Kind.Token,
            "NG_ACCESS_DENIED" or "ACCESS_DENIED" or "USER_NOT_AUTHORIZED" or "MISSING_PERMISSION" => Kind.Permission,
            "ENTITY_NOT_FOUND" or "RESOURCE_NOT_FOUND" or "RESOURCE_NOT_FOUND_EXCEPTION" => Kind.Missing,
            "DUPLICATE_FIELD" or "DUPLICATE_IDENTIFIER" => Kind.Conflict,
            "TOO_MANY_REQUESTS" or "RATE_LIMIT_EXCEEDED" => Kind.Busy,
            _ => KindByWords(complaint.Message ?? ""),
        },
    };

    /// <summary>Older releases answer INVALID_REQUEST to everything and tell in words what it was.</summary>
    private static Kind KindByWords(string message) =>
        message.Contains("not on the correct version", StringComparison.OrdinalIgnoreCase) ? Kind.Conflict
        : message.Contains("does not exist or has been deleted", StringComparison.OrdinalIgnoreCase)
            || message.Contains("doesn't exist or has been deleted", StringComparison.OrdinalIgnoreCase) ? Kind.Missing
        : Kind.Invalid;

    private static string After(TimeSpan? wait) =>
        wait is { } known && known > TimeSpan.Zero ? string.Create(CultureInfo.InvariantCulture, $"after {Math.Ceiling(known.TotalSeconds):0} s") : "in a minute";

    private static string Said(HarnessComplaint complaint)
    {
        if (complaint.Message is null && complaint.Code is null)
        {
            return "";
        }

        var code = complaint.Code is { } word ? $"{Quoted(word)}: " : "";
        var trace = complaint.CorrelationId is { } id ? $" (correlation id {Quoted(id)})" : "";
        return $" Harness says: {code}{Quoted(complaint.Message ?? "no message")}{trace}.";
    }

    private enum Kind
    {
        Invalid,
        Token,
        Permission,
        Missing,
        Conflict,
        Busy,
        Broken,
    }
}
