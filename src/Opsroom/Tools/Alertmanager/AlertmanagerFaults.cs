using System.Globalization;
using System.Net;
using System.Text;

namespace Opsroom.Tools.Alertmanager;

/// <summary>Says what went wrong between this server and Alertmanager, and what to do about it.</summary>
internal static class AlertmanagerFaults
{
    public static ToolFailure NotConfigured { get; } = ToolFailure.NotConfigured("No Alertmanager is configured. Set ALERTMANAGER_URL to its address.", AlertmanagerOptions.Setting);

    public static ToolFailure TimedOut(TimeSpan patience) =>
        new(FaultCodes.Timeout, string.Create(CultureInfo.InvariantCulture, $"Alertmanager did not answer within {patience.TotalSeconds:0} s. Try again, or raise Alertmanager:RequestTimeout."));

    public static ToolFailure NotReached(Uri address, Exception exception) =>
        new(FaultCodes.Unreachable, $"Alertmanager at {address} could not be reached: {OutsideText.OneLine(exception.Message)}. Check ALERTMANAGER_URL and the network.", AlertmanagerOptions.Setting);

    public static ToolFailure TooLong(int most) => new(FaultCodes.Unreachable, $"Alertmanager's answer was longer than {most / 1024 / 1024} MiB and was not read.");

    public static ToolFailure NotAlertmanager(Uri address, HttpStatusCode status) => new(
        FaultCodes.Unreachable, $"What answered at {address} (HTTP {(int)status}) does not speak Alertmanager's API v2. Check ALERTMANAGER_URL, and whether it needs a path such as /alertmanager.",
        AlertmanagerOptions.Setting);

    public static ToolFailure Refused(Uri address, HttpStatusCode status, byte[] body)
    {
        var said = body.Length == 0 ? "" : $" It says: {OutsideText.OneLine(Encoding.UTF8.GetString(body, 0, Math.Min(body.Length, 1_000)))}.";
        return status switch
        {
            HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => new ToolFailure(
                FaultCodes.Denied, $"Alertmanager did not accept the credentials (HTTP {(int)status}). Set Alertmanager:BearerToken, or Alertmanager:Username and Alertmanager:Password, to ones that may read alerts.{said}",
                $"{AlertmanagerOptions.Section}:{nameof(AlertmanagerOptions.BearerToken)}"),
            >= HttpStatusCode.InternalServerError => new ToolFailure(FaultCodes.Unreachable, $"Alertmanager at {address} failed (HTTP {(int)status}).{said}"),
            HttpStatusCode.TooManyRequests => new ToolFailure(FaultCodes.Unreachable, $"Alertmanager takes no more questions at the moment. Try again in a minute.{said}"),
            _ => NotAlertmanager(address, status),
        };
    }
}
