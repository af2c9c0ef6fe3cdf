using System.Globalization;
using System.Net;
using Opsroom.Tools.Outgoing;

namespace Opsroom.Tools.Logs;

/// <summary>Says what went wrong between this server and a backend of logs, and what to do about it.</summary>
/// <param name="Product">As sentences call it.</param>
/// <param name="Section">Of its settings.</param>
/// <param name="Setting">Of its address.</param>
/// <param name="Credentials">Which settings hold them.</param>
internal sealed record BackendFaults(string Product, string Section, string Setting, string Credentials)
{
    /// <summary>Of a question that got no answer.</summary>
    public ToolFailure Of(Reply reply, Uri address, TimeSpan patience) => reply switch
    {
        Reply.NotReached(var exception) =>
            new(FaultCodes.Unreachable, $"{Product} at {address} could not be reached: {OutsideText.OneLine(exception.Message)}. Check {Setting} and the network.", Setting),
        Reply.TimedOut => new(
            FaultCodes.Timeout, string.Create(CultureInfo.InvariantCulture, $"{Product} did not answer within {patience.TotalSeconds:0} s. Ask for less time, or for a service, or raise {Section}:RequestTimeout.")),
        _ => ToolFailure.InvalidArgument(string.Create(CultureInfo.InvariantCulture, $"{Product}'s answer was longer than {QuestionClient.LongestAnswer / 1024 / 1024} MiB and was not read. Ask for less time, or for a lower limit.")),
    };

    /// <param name="said">The server's own words, where it gave any.</param>
    public ToolFailure Refused(Uri address, Reply.Answer answer, string? said)
    {
        var words = string.IsNullOrWhiteSpace(said) ? "" : $" {Product} says: {OutsideText.OneLine(said, 1_000)}.";
        var status = (int)answer.Status;
        return answer.Status switch
        {
            HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => new(
                FaultCodes.Denied, $"{Product} did not accept the credentials (HTTP {status}). Set {Credentials} to ones that may read logs.{words}", Section),
            HttpStatusCode.TooManyRequests => new(FaultCodes.Unreachable, $"{Product} takes no more queries at the moment. Try again {After(answer.RetryAfter)}, or ask for less time.{words}"),
            HttpStatusCode.GatewayTimeout or HttpStatusCode.RequestTimeout => new(FaultCodes.Timeout, $"{Product} gave the query up. Ask for less time, or for a service.{words}"),
            HttpStatusCode.NotFound => new(FaultCodes.Unreachable, $"{Product} at {address} does not know what was asked for (HTTP 404). Check {Setting}, and whether it needs a path.{words}", Setting),
            >= HttpStatusCode.InternalServerError => new(FaultCodes.Unreachable, $"{Product} at {address} failed (HTTP {status}).{words}"),
            >= HttpStatusCode.BadRequest => ToolFailure.InvalidArgument($"{Product} refused the query (HTTP {status}).{words}"),
            _ => Stranger(address, answer.Status),
        };
    }

    /// <summary>Something answered that is not the product.</summary>
    public ToolFailure Stranger(Uri address, HttpStatusCode status) => new(
        FaultCodes.Unreachable, $"What answered at {address} (HTTP {(int)status}) does not speak {Product}'s API. Check {Setting}, and whether it needs a path.", Setting);

    private static string After(TimeSpan? wait) =>
        wait is { } known && known > TimeSpan.Zero ? string.Create(CultureInfo.InvariantCulture, $"after {Math.Ceiling(known.TotalSeconds):0} s") : "in a minute";
}
