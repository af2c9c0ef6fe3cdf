using System.Buffers;
using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text;

namespace Opsroom.Tools.Incidents.Signs;

/// <summary>What the messages of the field mean: which words of a log line, an event, a condition, an alert, a note or a change tell a cause, an effect, noise or recovery.</summary>
/// <remarks>Give it a line at a time. Texts are data: nothing in them is obeyed, and words that a person typed or that are denied weigh little or nothing.</remarks>
public static class SignCatalogue
{
    /// <summary>More of a text is not looked at: a line that is longer is a dump.</summary>
    private const int LongestText = 64 * 1024;

    /// <summary>Words that stand where a name could.</summary>
    private static readonly FrozenSet<string> NoNames = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase, "a", "all", "an", "and", "any", "be", "call", "connect", "connection", "from", "has", "have", "host", "is", "it", "its", "job", "lookup", "none", "not", "null", "on",
        "operation", "query", "read", "remote", "request", "requests", "server", "service", "task", "that", "the", "this", "to", "undefined", "var", "was", "with", "write", "your");

    private static readonly Lazy<ImmutableArray<CatalogueEntry>> Loaded = new(Load);
    private static readonly Lazy<FrozenDictionary<string, ImmutableArray<string>>> Overruling = new(() => Loaded.Value.Where(entry => !entry.Over.IsEmpty).ToFrozenDictionary(entry => entry.Sign.Id, entry => entry.Over, StringComparer.Ordinal));
    private static readonly Lazy<SignIndex> Observed = new(() => Index(SignOrigin.Observed & ~SignOrigin.AlertText));
    private static readonly Lazy<SignIndex> Alerts = new(() => Index(SignOrigin.AlertText));
    private static readonly Lazy<SignIndex> Changes = new(() => Index(SignOrigin.ChangeSummary));

    /// <summary>All signs, in the order of the files.</summary>
    public static ImmutableArray<Sign> All { get; } = [.. Loaded.Value.Select(entry => entry.Sign)];

    internal static ImmutableArray<CatalogueEntry> Entries => Loaded.Value;

    /// <summary>The signs that do not count where this one is found, as far as it names them.</summary>
    internal static IEnumerable<string> OverruledBy(string id) => Overruling.Value.TryGetValue(id, out var others) ? others.Where(other => other != "*") : [];

    /// <summary>The signs of a text, the most specific first, each once; offsets count characters.</summary>
    public static ImmutableArray<SignMatch> Match(ReadOnlySpan<char> text, SignOrigin origin)
    {
        var seen = text[..Math.Min(text.Length, LongestText)];
        var rented = ArrayPool<byte>.Shared.Rent(seen.Length);
        try
        {
            // one byte per character, so that offsets are the same; every wording is ASCII
            for (var i = 0; i < seen.Length; i++)
            {
                rented[i] = seen[i] < 0x80 ? (byte)seen[i] : byte.MaxValue;
            }

            var hits = IndexFor(origin).Find(rented.AsSpan(0, seen.Length), origin);
            var matches = ImmutableArray.CreateBuilder<SignMatch>(hits.Count);
            foreach (var hit in hits)
            {
                matches.Add(new(hit.Entry.Sign, hit.Start, hit.Length, hit.Strength, Named(seen[hit.Subject].ToString()), Named(seen[hit.Depends].ToString())));
            }

            return matches.MoveToImmutable();
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    /// <summary>The same for UTF-8; offsets count bytes.</summary>
    public static ImmutableArray<SignMatch> Match(ReadOnlySpan<byte> utf8, SignOrigin origin)
    {
        var seen = utf8[..Math.Min(utf8.Length, LongestText)];
        var hits = IndexFor(origin).Find(seen, origin);
        var matches = ImmutableArray.CreateBuilder<SignMatch>(hits.Count);
        foreach (var hit in hits)
        {
            matches.Add(new(hit.Entry.Sign, hit.Start, hit.Length, hit.Strength, Named(Encoding.UTF8.GetString(seen[hit.Subject])), Named(Encoding.UTF8.GetString(seen[hit.Depends]))));
        }

        return matches.MoveToImmutable();
    }

    /// <summary>
    /// Goes through a file of lines to the next place at which a sign may be, and says whether there is one. It only compares literals: ask <see cref="Match(ReadOnlySpan{byte}, SignOrigin)"/>
    /// about the line around it, and go on behind that line.
    /// </summary>
    /// <param name="utf8">The file, or a piece of it that ends with a line.</param>
    /// <param name="at">Where to begin; afterwards inside the line, or the end.</param>
    public static bool TryFindNext(ReadOnlySpan<byte> utf8, ref int at) => Observed.Value.TryFindNext(utf8, ref at);

    private static SignIndex IndexFor(SignOrigin origin) => origin switch
    {
        SignOrigin.ChangeSummary => Changes.Value,
        SignOrigin.AlertText => Alerts.Value,
        _ => Observed.Value,
    };

    private static string? Named(string name) => name.Trim().TrimEnd('.', ':', '\'', '"', '/', '-') is { Length: > 0 } trimmed && !NoNames.Contains(trimmed) ? trimmed : null;

    private static SignIndex Index(SignOrigin origins) => new([.. Loaded.Value.Where(entry => (entry.Sign.Origins & origins) != SignOrigin.None)]);

    private static ImmutableArray<CatalogueEntry> Load()
    {
        var assembly = typeof(SignCatalogue).Assembly;
        var prefix = $"{typeof(SignCatalogue).Namespace}.Catalogue.";
        List<CatalogueEntry> entries = [];
        foreach (var name in assembly.GetManifestResourceNames().Where(name => name.StartsWith(prefix, StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!, Encoding.UTF8);
            entries.AddRange(CatalogueFile.Read(name[prefix.Length..], reader));
        }

        return [.. entries];
    }
}
