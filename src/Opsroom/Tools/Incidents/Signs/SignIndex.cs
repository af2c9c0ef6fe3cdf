using System.Collections.Immutable;
using Opsroom.Tools.Incidents.Signs.Patterns;

namespace Opsroom.Tools.Incidents.Signs;

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

        var pairs = new LetterPairs(text);
        Dictionary<int, SignHit?>? settled = null;
        var looks = 0;
        do
        {
            foreach (var index in automaton.EndsIn(state))
            {
                var (pattern, place) = patterns[index];
                var entry = entries[place];
                if ((entry.Sign.Origins & origin) != SignOrigin.None && pattern.MayBeIn(pairs) && !(settled is not null && IsComplete(settled, place)) && looks++ < MostLooks
                    && pattern.TryMatch(text, at - pattern.Anchor.Length, out var found) && Surroundings.Allow(text, found, out var weight))
                {
                    settled ??= [];
                    settled[place] = settled.TryGetValue(place, out var earlier) ? earlier!.Value.With(found) : Holds(entry, text, pairs) ? new(entry, found, weight) : null;
                }
            }
        }
        while (automaton.MoveNext(text, ref at, ref state));

        return settled is null ? [] : Ranked(text, settled.Values.OfType<SignHit>());
    }

    /// <summary>Whether no further wording of a sign can tell more.</summary>
    private static bool IsComplete(Dictionary<int, SignHit?> settled, int place) =>
        settled.TryGetValue(place, out var hit) && (hit is not { } found || (SignHit.Names(found.Subject) && SignHit.Names(found.Depends)));

    private static bool Holds(CatalogueEntry entry, ReadOnlySpan<byte> text, in LetterPairs pairs)
    {
        foreach (var pattern in entry.Unless)
        {
            if (pattern.MayBeIn(pairs) && pattern.IsIn(text))
            {
                return false;
            }
        }

        foreach (var pattern in entry.With)
        {
            if (pattern.MayBeIn(pairs) && pattern.IsIn(text))
            {
                return true;
            }
        }

        return entry.With.IsEmpty;
    }

    /// <summary>Leaves out what another sign overrules, and what is only a part of a more specific sign's words.</summary>
    private static List<SignHit> Ranked(ReadOnlySpan<byte> text, IEnumerable<SignHit> found)
    {
        List<SignHit> hits = [.. found];
        List<SignHit> ranked = hits.Count == 1 ? hits :
        [
            .. hits
                .Where(hit => !hits.Exists(other => other.Entry.Overrules(hit.Entry) || (other.Contains(hit) && other.Strength > hit.Strength)))
                .OrderByDescending(hit => hit.Strength)
                .ThenBy(hit => hit.Start),
        ];
        for (var i = 0; i < ranked.Count; i++)
        {
            if (ranked[i].Entry.HasParty && ranked[i].Depends.Equals(default))
            {
                ranked[i] = ranked[i] with { Depends = OtherParty.In(text, ranked[i].Start, ranked[i].Start + ranked[i].Length) };
            }
        }

        return ranked;
    }
}
