using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Opsroom.Server.Docs;
using Opsroom.Server.Errors;
using Opsroom.Server.Hosting;

namespace Opsroom.Server.Health;

internal static class HealthEndpoints
{
    private static readonly string[] ReadMethods = [HttpMethods.Get, HttpMethods.Head];

    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        routes.MapMethods("/health", ReadMethods, Report).Describe(HealthDocs.Report);
        routes.MapMethods("/health/live", ReadMethods, Live).Describe(HealthDocs.Live);
        routes.MapMethods("/health/ready", ReadMethods, Ready).Describe(HealthDocs.Ready);
    }

    private static async Task<IResult> Report(HealthMonitor monitor, CancellationToken requestAborted)
    {
        var report = await monitor.ReportAsync(requestAborted);
        return new JsonAnswer<HealthReport>(
            report, WireJson.Default.HealthReport, report.Status == HealthMonitor.Unhealthy ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status200OK);
    }

    private static JsonAnswer<ProbeReport> Live() => new(new ProbeReport("alive"), WireJson.Default.ProbeReport);

    private static async Task<IResult> Ready(Readiness readiness, HealthMonitor monitor, CancellationToken requestAborted) => readiness.Phase switch
    {
        ServerPhase.Starting => ErrorAnswer.Unavailable("The server is starting."),
        ServerPhase.Stopping => ErrorAnswer.Unavailable("The server is stopping and takes no new runs.", retryAfterSeconds: 10),
        _ when await monitor.StoreFaultAsync(requestAborted) is not null => ErrorAnswer.Unavailable("The store cannot be reached."),
        _ => new JsonAnswer<ProbeReport>(new ProbeReport("ready"), WireJson.Default.ProbeReport),
    };
}
