using System.Buffers;

namespace Opsroom.Workflow.Routing;

/// <summary>
/// A task made comparable: folded characters, single spaces, <c>|</c> between clauses, and what has a shape rather than a spelling replaced by a mark
/// (<c>#ver</c> a version, <c>#pct</c> a percentage, <c>#num</c>, <c>#time</c>, <c>#dur</c>, <c>#arrow</c>, <c>#yaml</c> a file's ending).
/// </summary>
internal sealed class TaskText
{
    /// <summary>Of a longer task the beginning and the end are read: that bounds the time, and nobody hides the request in the middle.</summary>
    private const int MostHead = 6000;
    private const int MostTail = 2000;

    private char[] _chars = new char[1024];

    public int Length { get; private set; }

    public ReadOnlySpan<char> Span => _chars.AsSpan(0, Length);

    private static readonly SearchValues<char> ClauseEnds = SearchValues.Create(".;:!?,()[]{}\n\r。、,;:!?؟،—–•\"“”„«»「」");

    public void Read(ReadOnlySpan<char> task)
    {
        Length = 0;
        Append(' ');
        if (task.Length > MostHead + MostTail)
        {
            ReadChunks(task[..MostHead]);
            ReadChunks(task[^MostTail..]);
        }
        else
        {
            ReadChunks(task);
        }
    }

    /// <summary>Appends more text as a clause of its own.</summary>
    public void Continue(ReadOnlySpan<char> more)
    {
        Clause();
        ReadChunks(more);
    }

    private void ReadChunks(ReadOnlySpan<char> text)
    {
        var start = 0;
        for (var i = 0; i <= text.Length; i++)
        {
            if (i == text.Length || char.IsWhiteSpace(text[i]))
            {
                if (i > start)
                {
                    ReadChunk(text[start..i]);
                }

                if (i < text.Length && text[i] == '\n')
                {
                    Clause();
                }

                start = i + 1;
            }
        }
    }

    private void ReadChunk(ReadOnlySpan<char> chunk)
    {
        // punctuation at either side ends a clause; what stands inside a chunk joins its parts
        var open = 0;
        while (open < chunk.Length && !IsWord(chunk[open]) && !IsArrow(chunk[open]) && chunk[open] is not ('-' or '='))
        {
            if (ClauseEnds.Contains(chunk[open]))
            {
                Clause();
            }

            open++;
        }

        var close = chunk.Length;
        while (close > open && !IsWord(chunk[close - 1]) && !IsArrow(chunk[close - 1]) && chunk[close - 1] is not ('%' or '>' or '%'))
        {
            close--;
        }

        ReadCore(chunk[open..close]);

        Space();
        foreach (var c in chunk[close..])
        {
            if (ClauseEnds.Contains(c))
            {
                Clause();
            }
        }
    }

    // scripts that write without spaces join names and versions to their words: each part is read for itself
    private void ReadCore(ReadOnlySpan<char> core)
    {
        var start = 0;
        for (var i = 1; i <= core.Length; i++)
        {
            if (i < core.Length && IsDense(core[i]) == IsDense(core[i - 1]))
            {
                continue;
            }

            var part = core[start..i];
            if (IsDense(part[0]) || !Shapes.TryMark(part, this))
            {
                ReadWords(part);
            }

            start = i;
        }
    }

    private static bool IsDense(char c) => c >= '\u0590' && TextFolding.ScriptOf(c) is Script.Unspaced or Script.Prefixing;

    /// <summary>Folds the letters of a chunk; whatever else stands in it separates.</summary>
    public void ReadWords(ReadOnlySpan<char> core)
    {
        Span<char> folded = stackalloc char[2];
        for (var i = 0; i < core.Length; i++)
        {
            var c = core[i];
            if (c == '\'' || c == '’')
            {
                Space();
                continue;
            }

            var count = TextFolding.Fold(c, folded);
            for (var k = 0; k < count; k++)
            {
                if (folded[k] != '#' && TextFolding.ScriptOf(folded[k]) != Script.None)
                {
                    Append(folded[k]);
                }
                else if (c is '。' or '、' or ',' or '!' or '?' or ';' or ':' or '「' or '」')
                {
                    Clause();
                }
                else
                {
                    Space();
                }
            }
        }
    }

    /// <summary>Appends a mark as a word of its own.</summary>
    public void Mark(ReadOnlySpan<char> mark)
    {
        Space();
        foreach (var c in mark)
        {
            Append(char.ToLowerInvariant(c));
        }

        Space();
    }

    public void Space()
    {
        if (_chars[Length - 1] != ' ')
        {
            Append(' ');
        }
    }

    private void Clause()
    {
        Space();
        if (Length >= 2 && _chars[Length - 2] != '|')
        {
            Append('|');
            Append(' ');
        }
    }

    private void Append(char c)
    {
        if (Length == _chars.Length)
        {
            Array.Resize(ref _chars, _chars.Length * 2);
        }

        _chars[Length++] = c;
    }

    private static bool IsWord(char c) => char.IsLetterOrDigit(c) || c is '_' or '$' or '/' or '#' || TextFolding.ScriptOf(c) != Script.None;

    private static bool IsArrow(char c) => c is '→' or '➜' or '⇒' or '➡' or '⟶';
}
