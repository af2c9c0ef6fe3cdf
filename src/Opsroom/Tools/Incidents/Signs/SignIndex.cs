using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Opsroom.Tools.Incidents.Signs.Patterns;

namespace Opsroom.Tools.Incidents.Signs;

/// <summary>A sign found in bytes, before anything was made a string.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct SignHit(CatalogueEntry Entry, int Start, int Length, double Strength, Range Subject, Range Depends)
{
    /// <summary>Whether the other's words are only a part of these.</summary>
    public bool Contains(SignHit other) => Length > other.Length && Start <= other.Start && Start + Length >= other.Start + other.Length;
}

/// <summary>The signs of one kind of text, found by one pass for their anchors and a closer look only where one stands.</summary>
internal sealed class SignIndex
{
    /// <summary>Closer looks at one text. A line that is made of anchors is hostile, not informative.</summary>
    private const int MostLooks = 2000;

    private readonly ImmutableArray<CatalogueEntry> entries;
    private readonly (TextPattern Pattern, int Entry)[] patterns;
    private readonly LiteralAutomaton automaton;

    public SignIndex(ImmutableArray<CatalogueEntry> entries)
    {
        this.entries = entries;
        patterns = [.. entries.SelectMany((entry, i) => entry.Texts.Select(pattern => (pattern, i)))];
        automaton = new([.. patterns.Select(pattern => pattern.Pattern.Anchor)]);
    }

    public bool TryFindNext(ReadOnlySpan<byte> utf8, ref int at)
    {
        var state = 0;
        return automaton.MoveNext(utf8, ref at, ref state);
    }

    /// <summary>The most specific first.</summary>
    public IReadOnlyList<SignHit> Find(ReadOnlySpan<byte> text, SignOrigin origin)
    {
        var at = 0;
        var state = 0;
        if (!automaton.MoveNext(text, ref at, ref state))
        {
            return [];
        }

        List<SignHit>? hits = null;
        HashSet<int>? settled = null;
        var looks = 0;
        do
        {
            foreach (var index in automaton.EndsIn(state))
            {
                var (pattern, entry) = patterns[index];
                if ((entries[entry].Sign.Origins & origin) == SignOrigin.None || looks++ > MostLooks || settled?.Contains(entry) == true
                    || !pattern.TryMatch(text, at - pattern.Anchor.Length, out var found) || !Surroundings.Allow(text, found, out var weight))
                {
                    continue;
                }

                (settled ??= []).Add(entry);
                if (Holds(entries[entry], text))
                {
                    (hits ??= []).Add(Hit(entries[entry], text, found, weight));
                }
            }
        }
        while (automaton.MoveNext(text, ref at, ref state));

        return hits is null ? [] : hits.Count < 2 ? hits : Ranked(hits);
    }

    private static bool Holds(CatalogueEntry entry, ReadOnlySpan<byte> text)
    {
        foreach (var pattern in entry.Unless)
        {
            if (pattern.IsIn(text))
            {
                return false;
            }
        }

        foreach (var pattern in entry.With)
        {
            if (pattern.IsIn(text))
            {
                return true;
            }
        }

        return entry.With.IsEmpty;
    }

    private static SignHit Hit(CatalogueEntry entry, ReadOnlySpan<byte> text, PatternHit found, double weight)
    {
        var depends = found.Depends.Equals(default) && entry.HasParty ? OtherParty.In(text, found.Start, found.Start + found.Length) : found.Depends;
        return new(entry, found.Start, found.Length, entry.Sign.Specificity * weight, found.Subject, depends);
    }

    /// <summary>Leaves out what another sign overrules, and what is only a part of a more specific sign's words.</summary>
    private static List<SignHit> Ranked(List<SignHit> hits) =>
    [
        .. hits
            .Where(hit => !hits.Exists(other => other.Entry.Overrules(hit.Entry) || (other.Contains(hit) && other.Strength > hit.Strength)))
            .OrderByDescending(hit => hit.Strength)
            .ThenBy(hit => hit.Start),
    ];
}
