using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Opsroom.Approvals;
using Opsroom.Tools;

namespace Opsroom.Server.Policy;

/// <summary>Looks at the policy file every second: a folder's notices do not reach across every kind of mount, and the file is small. Says once what is in force and what is wrong.</summary>
internal sealed partial class PolicyWatch(PolicySource policy, TimeProvider time, ILogger<PolicyWatch> logger) : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        Report(policy.Health);
        using var timer = new PeriodicTimer(Period, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            if (policy.Refresh() is { } changed)
            {
                Report(changed);
            }
        }
    }

    private void Report(PolicyHealth health)
    {
        if (health.Problem is not null)
        {
            LogUnusable(PolicyWords.Of(health));
        }
        else
        {
            LogInForce(health.Standing == PolicyStanding.File ? health.Path : "the built-in default");
        }

        foreach (var finding in health.Findings.Where(finding => finding.Severity != Severity.Info))
        {
            LogFinding(health.Path, finding.Line, finding.Column, finding.Severity, finding.Message);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "The policy in force is {Policy}")]
    private partial void LogInForce(string policy);

    [LoggerMessage(Level = LogLevel.Error, Message = "The policy file cannot be used: {Problem}")]
    private partial void LogUnusable(string problem);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Path}:{Line}:{Column}: {Severity}: {Finding}")]
    private partial void LogFinding(string path, int? line, int? column, Severity severity, string finding);
}
