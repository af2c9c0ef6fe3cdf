using System.Collections.Immutable;

namespace Opsroom.Tools.Monitoring.Rules;

/// <summary>What is thought of rules.</summary>
/// <param name="Valid">No finding is an error.</param>
/// <param name="Healthy">No finding is an error or a warning.</param>
/// <param name="Findings">Errors first, then warnings and infos, each by line; at most 1,000.</param>
/// <param name="Groups">How many groups were read.</param>
/// <param name="Alerts">How many alerts were read.</param>
/// <param name="Records">How many recording rules were read.</param>
/// <param name="Truncated">Whether there are more findings than are told.</param>
public sealed record AlertRuleLint(bool Valid, bool Healthy, ImmutableArray<Finding> Findings, int Groups, int Alerts, int Records, bool Truncated);
