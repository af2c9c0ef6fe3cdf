using System.Text.RegularExpressions;
using Opsroom.Tools.Incidents.Bundles;

namespace Opsroom.Tools.Incidents.Analysis.Observations;

/// <summary>What kind of thing a change can break.</summary>
internal static partial class ChangeWords
{
    public static IncidentCategory CategoryOf(RecordedChange change)
    {
        var text = $"{change.Target} {change.Summary}";
        return change.Kind.ToLowerInvariant() switch
        {
            "migration" => IncidentCategory.Database,
            _ when Credentials().IsMatch(text) => IncidentCategory.Credentials,
            _ when Network().IsMatch(text) => IncidentCategory.Network,
            "config" or "configuration" or "feature_flag" or "flag" or "featureflag" or "configmap" => IncidentCategory.ConfigurationError,
            "deployment" or "rollout" or "release" or "deploy" => IncidentCategory.BadDeployment,
            _ when Setting().IsMatch(text) => IncidentCategory.ConfigurationError,
            _ when Node().IsMatch(text) => IncidentCategory.Infrastructure,
            "infrastructure" or "terraform" => IncidentCategory.Infrastructure,
            _ => IncidentCategory.ConfigurationError,
        };
    }

    [GeneratedRegex(@"security[ _-]?group|firewall|network ?polic|\bacl\b|\bnacl\b|iptables|\broute\b|routing|\bbgp\b|\bmtu\b|\bdns\b|coredns|resolver|\bvpc\b|\bpeering|ingress (?:rule )?(?:changed|removed)|\bcni\b|\bcidr\b|egress", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Network();

    [GeneratedRegex(@"\bsecrets?\b|password|credential|certificate|\bcerts?\b|api[ _-]?key|\btoken (?:rotat|revok|expir)|rotat(?:e|ed|ion)\b.*(?:key|secret|password|token)|\biam\b|\brole binding|\brbac\b|revoke", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Credentials();

    [GeneratedRegex(@"health[ -]?check|\bsettings?\b|\bparameters?\b|\btimeouts?\b|\bthreshold\b|\bmax[ _-]\w+|\bconfig(?:uration)?\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Setting();

    [GeneratedRegex(@"node ?pool|kernel|\bami\b|upgrade of (?:the )?(?:cluster|nodes)|instance type|maintenance|hardware|control plane|kubernetes \d", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Node();
}
