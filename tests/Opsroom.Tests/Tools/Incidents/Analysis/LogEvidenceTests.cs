using System.Globalization;
using System.Text;
using Opsroom.Tests.Tools.Incidents.Bundles;
using Opsroom.Tools.Incidents;
using Opsroom.Tools.Incidents.Analysis;

namespace Opsroom.Tests.Tools.Incidents.Analysis;

public sealed class LogEvidenceTests
{
    private const string Header = "description: tens of thousands of requests\nservice: prices\nstarted_at: '2026-02-05T09:45:00Z'\nrecorded_at: '2026-02-05T10:00:00Z'\n";

    [Theory]
    [InlineData(429, IncidentVerdict.Healthy)]
    [InlineData(503, IncidentVerdict.Incident)]
    public void A_limit_that_holds_one_client_back_does_what_it_is_for(int answered, IncidentVerdict expected)
    {
        var log = new StringBuilder();
        for (var second = 0; second < 1800; second += 5)
        {
            var at = DateTimeOffset.Parse("2026-02-05T09:30:00Z", CultureInfo.InvariantCulture).AddSeconds(second).ToString("dd/MMM/yyyy:HH:mm:ss", CultureInfo.InvariantCulture);
            log.Append(CultureInfo.InvariantCulture, $"198.51.{second % 200}.{second % 90} - - [{at} +0000] \"GET /v1/prices/{second} HTTP/1.1\" 200 512 \"-\" \"shop/{second % 7}.2\" 0.012 -\n");
            for (var more = 0; second >= 900 && more < 4; more++)
            {
                log.Append(CultureInfo.InvariantCulture, $"203.0.113.77 - - [{at} +0000] \"GET /v1/prices/{second + more} HTTP/1.1\" {answered} 214 \"-\" \"python-requests/2.31.0\" 0.003 -\n");
            }
        }

        using var folder = new BundleFolder([("incident.yaml", Header), ("logs/gateway/access.log", log.ToString())]);
        Assert.Equal(expected, IncidentAnalysis.Investigate(folder.Read(), TestContext.Current.CancellationToken).Verdict);
    }
}
