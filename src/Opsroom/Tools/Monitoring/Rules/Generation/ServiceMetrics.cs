using System.Globalization;
using System.Text;
using Opsroom.Tools.Deployments.Verifying;
using Opsroom.Tools.Prometheus;

namespace Opsroom.Tools.Monitoring.Rules.Generation;

/// <summary>Under which names and labels a service's requests are counted.</summary>
internal sealed class ServiceMetrics
{
    public const string Default = "http_requests_total";

    private readonly RequestFamily family;
    private readonly string service;
    private readonly string statusLabel;

    /// <param name="service">The service, as its label has it.</param>
    /// <param name="metric">A counter or histogram of requests; null for the default.</param>
    /// <param name="serviceLabel">The label that names the service; null for the family's own.</param>
    /// <param name="statusLabel">The label that has the outcome; null for the family's own.</param>
    public ServiceMetrics(string service, string? metric, string? serviceLabel, string? statusLabel)
    {
        this.service = service;
        var name = metric ?? Default;
        family = RequestFamily.All.FirstOrDefault(each => each.Requests == name || each.Duration == name)
            ?? new RequestFamily(name, name.EndsWith("_total", StringComparison.Ordinal) ? name[..^"_total".Length].TrimEnd('s') + "_duration_seconds" : name, 1, ["code"]);
        this.statusLabel = statusLabel ?? family.StatusLabels[0];
        ServiceLabel = serviceLabel ?? (family.Requests.StartsWith("istio_", StringComparison.Ordinal) ? "destination_service_name" : family.IsOfService ? "exported_service" : "service");
    }

    public string ServiceLabel { get; }

    public string Requests => family.Requests;

    public string Duration => family.Duration;

    public string StatusLabel => statusLabel;

    public string All => $"{family.Requests}{{{Selector}}}";

    public string Errors => $"{family.Requests}{{{Selector},{PromQL.Fits(statusLabel, family.Errors)}}}";

    public string Timed => $"{family.Duration}_count{{{Selector}}}";

    public string DurationSum => $"{family.Duration}_sum{{{Selector}}}";

    public string Buckets => $"{family.Duration}_bucket{{{Selector}}}";

    /// <summary>How many seconds the unit of durations is.</summary>
    public double Unit => family.Unit;

    public string Selector => family.Only is null ? PromQL.Is(ServiceLabel, service) : $"{PromQL.Is(ServiceLabel, service)},{family.Only}";

    /// <summary>The bucket of requests that took no longer; a whole bound is written in two ways by what is in use.</summary>
    public string BucketUpTo(decimal seconds)
    {
        var bound = Bound(seconds);
        var matcher = bound.Contains('.', StringComparison.Ordinal) ? PromQL.Is("le", bound) : PromQL.Fits("le", $@"{bound}(\.0)?");
        return $"{family.Duration}_bucket{{{Selector},{matcher}}}";
    }

    public string Bound(decimal seconds) => (seconds / (decimal)family.Unit).ToString("0.######", CultureInfo.InvariantCulture);

    /// <summary>The service's name in the form of an alert's name.</summary>
    public static string NameOf(string service)
    {
        var name = new StringBuilder();
        var isFirst = true;
        foreach (var letter in service)
        {
            if (!char.IsAsciiLetterOrDigit(letter))
            {
                isFirst = true;
                continue;
            }

            name.Append(isFirst ? char.ToUpperInvariant(letter) : letter);
            isFirst = false;
        }

        return name.Length == 0 || char.IsAsciiDigit(name[0]) ? $"Service{name}" : name.ToString();
    }

    /// <summary>The service's name in the form of a file's name.</summary>
    public static string FileNameOf(string service)
    {
        var name = string.Concat(service.Select(letter => char.IsAsciiLetterOrDigit(letter) ? char.ToLowerInvariant(letter) : '-')).Trim('-');
        return name.Length == 0 ? "service" : name.Length > 60 ? name[..60].TrimEnd('-') : name;
    }
}
