using System.Text.RegularExpressions;
using Opsroom.Tools.Incidents.Analysis.Metrics.Services;
using Opsroom.Tools.Incidents.Analysis.Observations;

namespace Opsroom.Tools.Incidents.Analysis.Causes;

/// <summary>
/// Sets changes against what went wrong. A release explains exceptions and hunger for resources that are new with it; a new setting explains what it speaks of; but a
/// missing image, a refused password or a full disk stays what it is, with the change as its occasion. A fitting change without any other cause is a cause itself.
/// </summary>
internal static partial class Changes
{
    private const double Fitting = 0.4;
    private const double Soon = 0.85;
    private static readonly TimeSpan StillFailing = TimeSpan.FromMinutes(8);

    public static void Explain(List<Candidate> found, Scenery scenery)
    {
        var all = scenery.Of(Bearing.Change).Where(each => each.Kind == EvidenceKind.Change).ToList();
        var changes = all.Where(change => !IsTakenBack(change, all, scenery) && !OfAlerts().IsMatch(change.Statement)).ToList();
        foreach (var candidate in found.Where(each => each.Score > 0.1))
        {
            var failing = candidate.Support.Where(each => each.Bearing == Bearing.Cause).ToList();
            var best = changes.Where(change => MayBring(change, candidate)).Select(change => (Change: change, Fit: Fit(change, candidate.At ?? scenery.Onset, scenery.Onset, candidate.Parties, failing))).OrderByDescending(each => each.Fit).FirstOrDefault();
            if (best.Fit >= Fitting)
            {
                candidate.Change = best.Change;
                candidate.Category = Combined(candidate, best.Change, best.Fit, scenery);
                // a change makes what is seen likelier; it does not make up for what is not
                candidate.Score += 0.45 * best.Fit * (1 - candidate.Score) * Math.Min(1, candidate.Score / 0.4);
            }
        }

        Alone(found, changes, scenery);
        // without a release it is the application itself
        foreach (var unreleased in found.Where(each => each.Category == IncidentCategory.BadDeployment && each.Change is null && each.Lead.Kind != EvidenceKind.Change))
        {
            unreleased.Category = IncidentCategory.ApplicationError;
        }
    }

    /// <summary>What was taken back while the failure went on was not its reason; nor is the taking back.</summary>
    private static bool IsTakenBack(Observation change, List<Observation> all, Scenery scenery)
    {
        bool IsBack(Observation each) => each.At is not null && TakenBack().IsMatch(each.Statement);
        bool FailsAfter(DateTimeOffset? at) => scenery.Recording.Now - at > StillFailing && scenery.All.Any(each => each is { Bearing: Bearing.Effect or Bearing.Cause, IsNew: true, IsCurrent: true, Kind: EvidenceKind.Log, Count: >= 5 } && each.Last - at > StillFailing && each.At < at);
        return change.At is not null && (IsBack(change) || all.Exists(later => IsBack(later) && later.At > change.At && Entities.AreSame(later.Subject, change.Subject))) && FailsAfter(all.Where(each => IsBack(each) && each.At >= change.At && Entities.AreSame(each.Subject, change.Subject)).Min(each => each.At));
    }

    /// <summary>A date that has passed needs no release to have passed.</summary>
    private static bool MayBring(Observation change, Candidate candidate) => change.Category != IncidentCategory.BadDeployment || !candidate.Lead.Theme.Contains("expired", StringComparison.Ordinal);

    private static double Fit(Observation change, DateTimeOffset? failing, DateTimeOffset? onset, IEnumerable<string> parties, IReadOnlyList<Observation> seen)
    {
        var began = failing is null || onset is null ? failing ?? onset : failing < onset ? onset : failing;
        var inTime = ChangeMatch.InTime(change, began);
        return inTime * Math.Max(ChangeMatch.InPlace(change, parties, seen), inTime >= Soon && change.At is not null && began is not null ? ChangeMatch.InKind(change, seen) : 0);
    }

    private static IncidentCategory Combined(Candidate candidate, Observation change, double fit, Scenery scenery) => (change.Category, candidate.Category) switch
    {
        // where nothing else explains it, what was changed at the very place does
        (not IncidentCategory.None, IncidentCategory.Network or IncidentCategory.ApplicationError) when fit >= Soon && candidate.Lead.Theme == FaultyService.Elimination && Relation.IsAbout(change, candidate.Lead.Subject) => change.Category,
        (IncidentCategory.BadDeployment, IncidentCategory.ApplicationError) => IncidentCategory.BadDeployment,
        (IncidentCategory.BadDeployment, IncidentCategory.ResourceExhaustion) when fit >= 0.9 && candidate.Lead.Strength < 0.6 && !StarvesOthers(candidate, scenery) => IncidentCategory.BadDeployment,
        (IncidentCategory.ConfigurationError, IncidentCategory.ApplicationError) => IncidentCategory.ConfigurationError,
        (IncidentCategory.ConfigurationError, IncidentCategory.ResourceExhaustion) when candidate.Lead.Strength < 0.62 => IncidentCategory.ConfigurationError,
        (IncidentCategory.ConfigurationError, IncidentCategory.DependencyFailure) when fit >= 0.85 && (Entities.AreSame(change.Subject, candidate.Lead.Depends) || candidate.Lead.Theme is "no-live-upstreams" or "tool-target-unhealthy") => IncidentCategory.ConfigurationError,
        (IncidentCategory.ConfigurationError, IncidentCategory.DependencyFailure or IncidentCategory.Network) when IsMisled(candidate, change, scenery) => IncidentCategory.ConfigurationError,
        (IncidentCategory.Database, IncidentCategory.ResourceExhaustion or IncidentCategory.ApplicationError) => IncidentCategory.Database,
        (IncidentCategory.Network, IncidentCategory.DependencyFailure or IncidentCategory.Database) => IncidentCategory.Network,
        (IncidentCategory.Credentials, IncidentCategory.DependencyFailure or IncidentCategory.ApplicationError) => IncidentCategory.Credentials,
        var (_, own) => own,
    };

    /// <summary>
    /// Who was just given new settings and since then finds nobody at an address, while nothing is wrong at the other side, was given the wrong address. One that answers, with
    /// an error or late, was found.
    /// </summary>
    private static bool IsMisled(Candidate candidate, Observation change, Scenery scenery)
    {
        var failing = candidate.Support.Where(each => each is { Bearing: Bearing.Cause, Kind: EvidenceKind.Log or EvidenceKind.Trace or EvidenceKind.Note, Depends: not null }).ToList();
        return failing.Count > 0 && change.At is not null && failing.Exists(each => each.Citations.Any(citation => NobodyThere().IsMatch(citation.Quote)))
            && failing.TrueForAll(each => Relation.IsAbout(each, change.Subject) && !Entities.AreSame(each.Depends, change.Subject)
                && !scenery.All.Any(other => other is { Bearing: Bearing.Cause or Bearing.Effect, IsNew: true, IsCurrent: true, Harm: > 0.1 } && other.Theme is not "metric:Traffic:None" && !failing.Contains(other) && Relation.IsAbout(other, each.Depends) && !Relation.IsAbout(other, change.Subject)));
    }

    /// <summary>Who takes what others then lack does its work; that there is too little of it for all is the cause.</summary>
    private static bool StarvesOthers(Candidate candidate, Scenery scenery) =>
        scenery.All.Where(each => each is { IsNew: true, Harm: >= 0.3, Kind: EvidenceKind.Metric, Subject.Length: > 1 }).ToList() is { Count: > 0 } harmed && harmed.TrueForAll(each => !candidate.IsRelatedTo(each));

    /// <summary>Where effects have no cause of their own, the change right before them at the same thing is the likeliest.</summary>
    private static void Alone(List<Candidate> found, List<Observation> changes, Scenery scenery)
    {
        var effects = scenery.Of(Bearing.Effect).Where(each => each.IsNew && each.Harm >= 0.3).ToList();
        if (effects.Count == 0)
        {
            return;
        }

        var began = scenery.Onset ?? effects.Min(each => each.At);
        var parties = effects.SelectMany(each => each.Names.Append(each.Subject ?? "")).Append(scenery.Recording.Header.Service ?? "").Where(name => name.Length > 2).Distinct(StringComparer.OrdinalIgnoreCase).ToList();
        foreach (var change in changes.Where(change => !found.Exists(each => ReferenceEquals(each.Change, change))))
        {
            var fit = Fit(change, began, scenery.Onset, parties, effects);
            if (fit >= Fitting)
            {
                var candidate = new Candidate(change.Category == IncidentCategory.None ? IncidentCategory.ConfigurationError : change.Category, change with { Bearing = Bearing.Cause, Strength = 0.5 }) { Score = 0.42 * fit };
                foreach (var effect in effects.Where(effect => Relation.AreRelated(effect, change) || Relation.Mentions(change, effect.Subject)).OrderByDescending(effect => effect.Harm).Take(4))
                {
                    candidate.Add(effect);
                    candidate.Score += 0.06 * (1 - candidate.Score);
                }

                found.Add(candidate);
            }
        }
    }

    [GeneratedRegex(@"\b(?:roll(?:ed|ing)?[ -]?back|revert(?:ed)?|undone|back to|restored? (?:the )?(?:previous|old))\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex TakenBack();

    [GeneratedRegex(@"refused|ECONNREFUSED|no such host|ENOTFOUND|Name or service not known|could not resolve|getaddrinfo|UnknownHost|not known|NXDOMAIN", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex NobodyThere();

    /// <summary>Who is told of what, and from which height on, hurts nobody.</summary>
    [GeneratedRegex(@"\b(?:alarms?|alert(?:s|ing| rules?)?|alertmanager|dashboards?|monitors?|silences?|notification|runbooks?)\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex OfAlerts();
}
