using System.Collections.Immutable;
using Opsroom.Tools;
using Opsroom.Tools.Monitoring.Rules;

namespace Opsroom.TestKit.Monitoring;

/// <summary>What <c>lint_alert_rules</c> finds.</summary>
public static class RulesJudge
{
    public static ImmutableArray<Finding> FindingsOf(string yaml) => AlertRuleLinter.Lint(yaml, AlertRuleLinter.DefaultScrapeInterval).Findings;
}
