using System.Globalization;
using System.Net;
using System.Text.Json;

namespace Opsroom.Tools.Prometheus;

/// <summary>Says what went wrong between this server and Prometheus, and what to do about it.</summary>
internal static class PrometheusFaults
{
    public static ToolFailure NotConfigured { get; } = ToolFailure.NotConfigured("No Prometheus is configured. Set PROMETHEUS_URL to its address.", PrometheusOptions.Setting);

    public static ToolFailure TimedOut(TimeSpan patience) =>
        new(FaultCodes.Timeout, string.Create(CultureInfo.InvariantCulture, $"Prometheus did not answer within {patience.TotalSeconds:0} s. Ask for less, or raise Prometheus:RequestTimeout."));

    public static ToolFailure NotReached(Uri address, Exception exception) =>
        new(FaultCodes.Unreachable, $"Prometheus at {address} could not be reached: {OutsideText.OneLine(exception.Message)}. Check PROMETHEUS_URL and the network.", PrometheusOptions.Setting);

    public static ToolFailure TooLong(int most) =>
        ToolFailure.InvalidArgument($"Prometheus's answer was longer than {most / 1024 / 1024} MiB and was not read. Ask for less: aggregate, or name more labels.");

    public static ToolFailure NotPrometheus(Uri address, HttpStatusCode status) =>
        new(FaultCodes.Unreachable, $"What answered at {address} (HTTP {(int)status}) does not speak Prometheus's API. Check PROMETHEUS_URL, and whether it needs a path such as /prometheus.", PrometheusOptions.Setting);

    public static ToolFailure Refused(Uri address, HttpStatusCode status, JsonElement? said)
    {
        var (type, error) = (Text(said, "errorType"), Text(said, "error"));
        var words = error is null ? "" : $" Prometheus says: {OutsideText.OneLine(error, 1_000)}.";
        return (status, type) switch
        {
            (HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden, _) => new ToolFailure(
                FaultCodes.Denied, $"Prometheus did not accept the credentials (HTTP {(int)status}). Set Prometheus:BearerToken, or Prometheus:Username and Prometheus:Password, to ones that may query it.{words}",
                $"{PrometheusOptions.Section}:{nameof(PrometheusOptions.BearerToken)}"),
            // the message has the position: "1:5: parse error: …"
            (_, "bad_data") => ToolFailure.InvalidArgument($"The query is wrong.{words}"),
            (_, "execution") => ToolFailure.InvalidArgument($"The query could not be evaluated.{words}"),
            (_, "timeout" or "canceled") => new ToolFailure(FaultCodes.Timeout, $"Prometheus gave the query up. Ask for less.{words}"),
            (HttpStatusCode.TooManyRequests, _) => new ToolFailure(FaultCodes.Unreachable, $"Prometheus takes no more queries at the moment. Try again in a minute.{words}"),
            (_, not null) => new ToolFailure(FaultCodes.Unreachable, $"Prometheus failed (HTTP {(int)status}).{words}"),
            ( >= HttpStatusCode.InternalServerError, _) => new ToolFailure(FaultCodes.Unreachable, $"Prometheus at {address} failed (HTTP {(int)status})."),
            _ => NotPrometheus(address, status),
        };
    }

    private static string? Text(JsonElement? said, string key) =>
        said is { ValueKind: JsonValueKind.Object } body && body.TryGetProperty(key, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
