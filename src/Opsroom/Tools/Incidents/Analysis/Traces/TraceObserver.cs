using System.Collections.Immutable;
using System.Globalization;
using Opsroom.Tools.Incidents.Analysis.Observations;
using Opsroom.Tools.Incidents.Bundles;
using Opsroom.Tools.Monitoring.Series;

namespace Opsroom.Tools.Incidents.Analysis.Traces;

/// <summary>
/// Who is slow or fails by itself. Of each operation counts the time that its children do not take, so that a caller does not answer for whom it calls; and an error counts
/// at the deepest span that has it. Many like children one after the other are a query per row.
/// </summary>
internal static class TraceObserver
{
    private const int ManyChildren = 8;
    private const double SlowFactor = 2;

    public static IEnumerable<Observation> Look(Recording recording, DateTimeOffset? onset)
    {
        if (recording.Spans.IsEmpty)
        {
            return [];
        }

        var children = recording.Spans.Where(span => span.ParentId is { Length: > 0 }).ToLookup(span => (span.TraceId, span.ParentId!));
        var services = recording.Spans.Select(span => span.Service).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var effects = Slow(recording.Spans, children, onset).Concat(Failing(recording.Spans, children, onset)).ToList();
        bool IsOutside(Observation each) => each is { Bearing: Bearing.Effect, Depends: { } other } && !services.Contains(other) && !services.Any(service => Entities.Stem(service) == Entities.Stem(other));
        return
        [
            .. effects.Select(each => IsOutside(each) && each.Category == IncidentCategory.None ? each with { Category = IncidentCategory.DependencyFailure } : each),
            .. effects.Where(each => each.IsNew && IsOutside(each)).Select(Outside),
            .. Repeated(recording.Spans, children, onset),
        ];
    }

    private static IEnumerable<Observation> Slow(ImmutableArray<RecordedSpan> spans, ILookup<(string, string), RecordedSpan> children, DateTimeOffset? onset)
    {
        foreach (var group in spans.Where(span => span.Duration is not null).GroupBy(span => (span.Service, span.Name)))
        {
            var own = group.Select(span => (Span: span, Own: OwnTime(span, children))).ToList();
            var past = own.Where(each => onset is { } at && each.Span.Start < at).Select(each => each.Own).ToArray();
            var present = own.Where(each => onset is not { } at || each.Span.Start >= at).ToList();
            if (present.Count == 0)
            {
                continue;
            }

            var now = RobustScale.Median([.. present.Select(each => each.Own)]);
            var before = past.Length == 0 ? 0 : RobustScale.Median(past);
            var slowest = present.MaxBy(each => each.Own);
            if (past.Length == 0 ? now < 1 || now < 0.5 * present.Max(each => each.Span.Duration!.Value.TotalSeconds) : now < SlowFactor * before || now - before < 0.05)
            {
                continue;
            }

            yield return new(EvidenceKind.Trace, Bearing.Effect, Named(slowest.Span),
                string.Create(CultureInfo.InvariantCulture, $"{group.Key.Service} takes {now:0.###} s of its own for {group.Key.Name}{(past.Length > 0 ? $", {before:0.###} s before" : "")}."))
            {
                Theme = "trace-slow",
                Category = IsOfDatabase(slowest.Span) ? IncidentCategory.Database : IncidentCategory.None,
                Depends = Peer(slowest.Span),
                Strength = 0.7,
                Harm = 0.5,
                At = onset,
                Subject = group.Key.Service,
                Names = [group.Key.Service, group.Key.Name],
                Count = present.Count,
            };
        }
    }

    private static IEnumerable<Observation> Repeated(ImmutableArray<RecordedSpan> spans, ILookup<(string, string), RecordedSpan> children, DateTimeOffset? onset)
    {
        var seen = new HashSet<(string, string)>();
        foreach (var parent in spans.Where(span => onset is not { } at || span.Start >= at - TimeSpan.FromMinutes(10)).OrderByDescending(span => span.Duration ?? TimeSpan.Zero))
        {
            var many = children[(parent.TraceId, parent.SpanId)].GroupBy(child => (child.Service, child.Name)).FirstOrDefault(group => group.Count() >= ManyChildren);
            if (many is null || !seen.Add(many.Key))
            {
                continue;
            }

            var before = spans.Where(span => span.Service == parent.Service && span.Name == parent.Name && onset is { } at && span.Start < at)
                .Select(span => children[(span.TraceId, span.SpanId)].Count(child => child.Name == many.Key.Name)).DefaultIfEmpty(0).Max();
            if (before * 2 > many.Count())
            {
                continue;
            }

            yield return new(EvidenceKind.Trace, Bearing.Cause, Named(many.First()), $"{many.Key.Service} does {many.Key.Name} {many.Count()} times for one {parent.Name}{(before > 0 ? $", {before} times before" : "")}: one call per row.")
            {
                Category = IncidentCategory.ApplicationError,
                Theme = "repeated-call",
                Strength = 0.6,
                Harm = 0.1,
                At = onset ?? parent.Start,
                Subject = parent.Service.Length > 0 ? parent.Service : many.Key.Service,
                Names = [parent.Service, many.Key.Service, many.Key.Name],
                Count = many.Count(),
                Also = [Named(parent)],
            };
        }
    }

    private static IEnumerable<Observation> Failing(ImmutableArray<RecordedSpan> spans, ILookup<(string, string), RecordedSpan> children, DateTimeOffset? onset)
    {
        foreach (var group in spans.Where(IsFailed).Where(span => !children[(span.TraceId, span.SpanId)].Any(IsFailed)).GroupBy(span => (span.Service, span.Name)))
        {
            var all = spans.Count(span => span.Service == group.Key.Service && span.Name == group.Key.Name);
            var past = group.Count(span => onset is { } at && span.Start < at);
            var first = group.Where(span => onset is not { } at || span.Start >= at).DefaultIfEmpty(group.First()).First();
            var words = first.StatusMessage ?? first.Events.Select(each => each.Attributes.GetValueOrDefault("exception.message")).FirstOrDefault(said => said is not null) ?? first.Attributes.GetValueOrDefault("error.message") ?? "";
            var citation = words.Length > 0 && first.StatusMessage is not null ? new Citation(first.Place.At("status", "message"), words) : Named(first);
            yield return new(EvidenceKind.Trace, Bearing.Effect, citation, $"{group.Key.Service}: {group.Count()} of {all} {group.Key.Name} failed{(words.Length > 0 ? $": {words}" : "")}.")
            {
                Theme = "trace-failed",
                Strength = 0.65,
                Harm = Math.Min(0.8, 0.4 + 0.4 * group.Count() / all),
                At = first.Start,
                Subject = group.Key.Service,
                Depends = Peer(first),
                Names = [group.Key.Service, group.Key.Name],
                Count = group.Count(),
                IsNew = past * 2 < group.Count(),
                Also = [Named(first)],
            };
            foreach (var match in Signs.SignCatalogue.Match(words, Signs.SignOrigin.LogLine).Where(match => match.Sign.Role == Signs.SignRole.Cause).Take(2))
            {
                yield return SignObservations.Of(EvidenceKind.Trace, match, citation, group.Key.Service, first.Start) with { Subject = match.Subject ?? group.Key.Service, Names = [group.Key.Service], Count = group.Count() };
            }
        }
    }

    /// <summary>Time that is spent in waiting for somebody who is not traced is theirs.</summary>
    private static Observation Outside(Observation effect) => effect with
    {
        Bearing = Bearing.Cause,
        Category = effect.Category == IncidentCategory.Database ? IncidentCategory.Database : IncidentCategory.DependencyFailure,
        Theme = "trace-dependency",
        Statement = $"{effect.Statement.TrimEnd('.')}: the other side is {effect.Depends}.",
        Strength = 0.6,
        Harm = 0,
    };

    private static double OwnTime(RecordedSpan span, ILookup<(string, string), RecordedSpan> children)
    {
        // of children side by side only the time counts in which any of them ran
        var (covered, end) = (TimeSpan.Zero, DateTimeOffset.MinValue);
        foreach (var child in children[(span.TraceId, span.SpanId)].Where(child => child is { Start: not null, Duration: not null }).OrderBy(child => child.Start))
        {
            var (from, to) = (child.Start!.Value > end ? child.Start.Value : end, child.Start.Value + child.Duration!.Value);
            if (to > from)
            {
                covered += to - from;
                end = to;
            }
        }

        return Math.Max(0, (span.Duration!.Value - covered).TotalSeconds);
    }

    private static bool IsFailed(RecordedSpan span) =>
        span.IsError || (span.Attributes.GetValueOrDefault("http.response.status_code") ?? span.Attributes.GetValueOrDefault("http.status_code")) is ['5', _, _];

    private static bool IsOfDatabase(RecordedSpan span) => span.Attributes.ContainsKey("db.system") || span.Attributes.ContainsKey("db.system.name") || span.Attributes.ContainsKey("db.statement") || span.Attributes.ContainsKey("db.query.text");

    private static string? Peer(RecordedSpan span) =>
        span.Attributes.GetValueOrDefault("server.address") ?? span.Attributes.GetValueOrDefault("peer.service") ?? span.Attributes.GetValueOrDefault("net.peer.name") ?? span.Attributes.GetValueOrDefault("db.name");

    private static Citation Named(RecordedSpan span) => new(span.Place.At("name"), span.Name);

}
