using System.Collections.Immutable;
using System.Text.Json;
using System.Text.RegularExpressions;
using Opsroom.Tools.Incidents.Bundles;
using Opsroom.Tools.Incidents.Bundles.Reading;

namespace Opsroom.Tools.Incidents.Analysis.Observations;

/// <summary>Feature flags that are on where something fails: in traces by what was evaluated, in files of flags by what they serve to everybody.</summary>
internal static partial class FlagFaults
{
    private const int LongestFile = 512 * 1024;
    private const int MostAttributes = 6;

    private static readonly HashSet<string> Off = new(StringComparer.OrdinalIgnoreCase) { "off", "false", "disabled", "none", "control", "0", "no", "null", "default", "" };

    public static IEnumerable<Observation> Look(Recording recording, IReadOnlyCollection<Observation> seen, DateTimeOffset? onset) => [.. Evaluated(recording, onset), .. Served(recording, seen)];

    /// <summary>A flag whose variant is another one since it began, or which is on in what fails and off elsewhere.</summary>
    private static IEnumerable<Observation> Evaluated(Recording recording, DateTimeOffset? onset)
    {
        var evaluations = recording.Spans.SelectMany(span => Of(span).Select(flag => (Span: span, flag.Key, flag.Variant, flag.Places))).ToList();
        foreach (var flag in evaluations.GroupBy(each => each.Key, StringComparer.Ordinal))
        {
            var failing = flag.Where(each => each.Span.IsError && (onset is not { } at || each.Span.Start is not { } start || start >= at)).ToList();
            var good = flag.Where(each => !each.Span.IsError).ToList();
            if (failing.Count == 0 || failing.GroupBy(each => each.Variant, StringComparer.OrdinalIgnoreCase).MaxBy(group => group.Count()) is not { } most || Off.Contains(most.Key) || good.Exists(each => each.Variant == most.Key && (onset is not { } began || each.Span.Start < began)))
            {
                continue;
            }

            var first = most.First();
            yield return new(EvidenceKind.Trace, Bearing.Cause, new(first.Span.Place.At("name"), first.Span.Name), $"{first.Span.Service}: {most.Count()} of {flag.Count()} evaluations of feature flag {flag.Key} gave {most.Key}, and those fail.")
            {
                Category = IncidentCategory.ConfigurationError,
                Theme = "feature-flag",
                Strength = 0.72,
                At = most.Min(each => each.Span.Start),
                Subject = first.Span.Service,
                Names = [first.Span.Service, flag.Key],
                Count = most.Count(),
                Also = first.Places,
            };
        }
    }

    private static IEnumerable<(string Key, string Variant, ImmutableArray<Citation> Places)> Of(RecordedSpan span)
    {
        foreach (var (attributes, place) in span.Events.Where(each => each.Name.StartsWith("feature_flag", StringComparison.Ordinal)).Select(each => (each.Attributes, each.Place)).Append((span.Attributes, span.Place)))
        {
            if (attributes.GetValueOrDefault("feature_flag.key") is { Length: > 0 } key)
            {
                var variant = attributes.GetValueOrDefault("feature_flag.result.variant") ?? attributes.GetValueOrDefault("feature_flag.variant") ?? attributes.GetValueOrDefault("feature_flag.result.value") ?? "";
                // which of them it is, the quote tells: only the one that stands is told
                yield return (key, variant, [.. Enumerable.Range(0, MostAttributes).Select(index => new Citation(place.At("attributes").Item(index).At("value", "stringValue"), key))]);
            }
        }
    }

    /// <summary>Flags of a file that are on for all, at the service that fails.</summary>
    private static IEnumerable<Observation> Served(Recording recording, IReadOnlyCollection<Observation> seen)
    {
        var failing = seen.Where(each => each is { Bearing: Bearing.Effect or Bearing.Cause, IsNew: true, Harm: >= 0.3 }).ToList();
        foreach (var (key, variant, place, quote) in Files(recording).Where(flag => !Off.Contains(flag.Variant)))
        {
            var words = Part().Split(key).Where(word => word.Length > 3).ToList();
            var fault = failing.FirstOrDefault(each => words.Exists(word => each.Names.Prepend(each.Subject ?? "").Any(name => name.Contains(word, StringComparison.OrdinalIgnoreCase))));
            if (fault is not null)
            {
                yield return new(EvidenceKind.Note, Bearing.Cause, new(place, quote), $"Feature flag {key} is {variant} for everybody, and {fault.Subject} fails.")
                {
                    Category = IncidentCategory.ConfigurationError,
                    Theme = "feature-flag",
                    Strength = FaultWord().IsMatch(key) ? 0.7 : 0.45,
                    Subject = fault.Subject,
                    Names = [.. fault.Names, key],
                };
            }
        }
    }

    private static IEnumerable<(string Key, string Variant, Place Place, string Quote)> Files(Recording recording)
    {
        foreach (var note in recording.Notes.Where(note => note.Lines.Text.Length < LongestFile && note.FirstLine <= note.Lines.Count && note.Lines[note.FirstLine].TrimStart(" "u8) is [(byte)'{', ..]))
        {
            foreach (var document in StructuredText.Read(note.Lines.Text, LongestFile).Documents.Where(document => document.Json.Find("flags") is { ValueKind: JsonValueKind.Object }))
            {
                foreach (var flag in document.Json.Find("flags")!.Value.EnumerateObject().Where(flag => flag.Value.Text("state") is not "DISABLED"))
                {
                    if (flag.Value.Text("defaultVariant") is { } variant)
                    {
                        var line = Enumerable.Range(note.FirstLine, note.Lines.Count - note.FirstLine + 1).FirstOrDefault(number => note.Lines.TextOf(number, 400).Contains($"\"{flag.Name}\"", StringComparison.Ordinal), note.FirstLine);
                        yield return (flag.Name, variant, note.Lines.PlaceOf(line), flag.Name);
                    }
                }
            }
        }
    }

    [GeneratedRegex(@"(?<=[a-z0-9])(?=[A-Z])|[-_.]", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Part();

    [GeneratedRegex(@"fail|fault|chaos|inject|break|error|slow|leak|unreachable|problem|flood|highcpu|manualgc", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex FaultWord();
}
