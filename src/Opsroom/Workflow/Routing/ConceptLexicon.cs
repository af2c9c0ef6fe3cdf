using System.Runtime.InteropServices;

namespace Opsroom.Workflow.Routing;

/// <summary>
/// What words mean in this field, whatever the language: the embedded <c>*.concepts</c> files give each concept its words and stems,
/// and this finds them in a text, the longest at each place.
/// </summary>
internal sealed class ConceptLexicon
{
    private readonly TransitionTable _transitions = new(1 << 18);
    private readonly List<Entry> _entries = [new(-1, default, 0)];
    private readonly List<string> _names = [];
    private int[] _entryOf = new int[1 << 14];
    private int _nodes = 1;

    private ConceptLexicon()
    {
    }

    public int Count => _names.Count;

    /// <summary>What the concept is called where people read it.</summary>
    public string Label(int concept) => _names[concept][(_names[concept].IndexOf('.') + 1)..].Replace('_', ' ');

    /// <summary>Whether the concept is something that work is done on.</summary>
    public bool IsObject(int concept) => _names[concept].StartsWith("on.", StringComparison.Ordinal);

    /// <summary>Whether the concept is an object that says little by itself: a file, a version, a service.</summary>
    public bool IsGeneric(int concept) => _names[concept] is "on.service" or "on.version" or "on.config" or "on.docs_file" or "on.language" or "on.code";

    /// <summary>Whether the concept is something to be done.</summary>
    public bool IsAction(int concept) => _names[concept].StartsWith("do.", StringComparison.Ordinal);

    /// <summary>Whether the concept is a small word that only orders others.</summary>
    public bool IsGrammar(int concept) => _names[concept].StartsWith("x.", StringComparison.Ordinal);

    /// <summary>Whether the concept is a word such as "that" or "which".</summary>
    public bool IsRelative(int concept) => _names[concept] == "x.that";

    /// <summary>Whether the concept is a word such as "it" or "this".</summary>
    public bool IsReference(int concept) => _names[concept] == "x.it";

    public static ConceptLexicon Load()
    {
        var lexicon = new ConceptLexicon();
        foreach (var file in RoutingResources.LexiconFiles().Where(name => name.EndsWith(".concepts", StringComparison.Ordinal)))
        {
            lexicon.Add(RoutingResources.Lines(file));
        }

        return lexicon;
    }

    private void Add(IEnumerable<string> lines)
    {
        var concept = -1;
        foreach (var line in lines)
        {
            var words = line.AsSpan();
            if (line[0] != ' ')
            {
                var colon = line.IndexOf(':');
                concept = _names.Count;
                _names.Add(line[..colon]);
                words = words[(colon + 1)..];
            }

            foreach (var range in words.Split(' '))
            {
                if (!words[range].IsEmpty)
                {
                    AddPattern(words[range], concept);
                }
            }
        }
    }

    private void AddPattern(ReadOnlySpan<char> pattern, int concept)
    {
        var open = Open.None;
        if (pattern[0] == '*')
        {
            open |= Open.Before;
            pattern = pattern[1..];
        }

        if (pattern[^1] == '*')
        {
            open |= Open.After;
            pattern = pattern[..^1];
        }

        var node = 0;
        Span<char> folded = stackalloc char[2];
        foreach (var c in pattern)
        {
            var count = c == '_' ? Space(folded) : TextFolding.Fold(c, folded);
            for (var k = 0; k < count; k++)
            {
                node = _transitions.GetOrAdd(node, folded[k], ref _nodes);
            }
        }

        if (node >= _entryOf.Length)
        {
            Array.Resize(ref _entryOf, Math.Max(_entryOf.Length * 2, node + 1));
        }

        _entries.Add(new(concept, open, _entryOf[node]));
        _entryOf[node] = _entries.Count - 1;
    }

    private static int Space(Span<char> folded)
    {
        folded[0] = ' ';
        return 1;
    }

    /// <summary>Finds the concepts of a folded text in order; returns how many there are, at most as many as <paramref name="found"/> holds.</summary>
    public int Find(ReadOnlySpan<char> text, Span<ConceptMatch> found)
    {
        var count = 0;
        var clause = 0;
        for (var at = 0; at < text.Length;)
        {
            if (text[at] is ' ' or '|')
            {
                clause += text[at] == '|' ? 1 : 0;
                at++;
                continue;
            }

            var length = LongestAt(text, at, out var entry);
            if (length == 0)
            {
                at++;
                continue;
            }

            for (; entry > 0; entry = _entries[entry].Next)
            {
                if (count == found.Length)
                {
                    return count;
                }

                if (Fits(_entries[entry].Open, text, at, at + length))
                {
                    found[count++] = new(_entries[entry].Concept, at, length, clause);
                }
            }

            at += length;
        }

        return count;
    }

    private int LongestAt(ReadOnlySpan<char> text, int start, out int longest)
    {
        longest = 0;
        var length = 0;
        var node = 0;
        for (var i = start; i < text.Length && _transitions.TryGet(node, text[i], out node); i++)
        {
            var first = node < _entryOf.Length ? _entryOf[node] : 0;
            for (var entry = first; entry > 0; entry = _entries[entry].Next)
            {
                if (Fits(_entries[entry].Open, text, start, i + 1))
                {
                    longest = first;
                    length = i + 1 - start;
                    break;
                }
            }
        }

        return length;
    }

    private static bool Fits(Open open, ReadOnlySpan<char> text, int start, int end) =>
        (open.HasFlag(Open.Before) || IsBoundary(text, start)) && (open.HasFlag(Open.After) || IsBoundary(text, end));

    // only between two letters of a script with spaces is there no boundary
    private static bool IsBoundary(ReadOnlySpan<char> text, int at) =>
        at == 0 || at == text.Length || TextFolding.ScriptOf(text[at - 1]) != Script.Spaced || TextFolding.ScriptOf(text[at]) != Script.Spaced;

    [Flags]
    private enum Open : byte
    {
        None = 0,
        Before = 1,
        After = 2,
    }

    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Entry(int Concept, Open Open, int Next);
}

/// <param name="Start">Where in the folded text it stands.</param>
/// <param name="Clause">Counted from 0.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct ConceptMatch(int Concept, int Start, int Length, int Clause);
