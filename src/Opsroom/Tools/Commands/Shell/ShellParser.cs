using System.Collections.Immutable;

namespace Opsroom.Tools.Commands.Shell;

/// <summary>
/// Reads the POSIX shell language and what bash adds to it. It never gives up: what does not parse is read as far as it goes, and the
/// script says that it has a problem.
/// </summary>
internal sealed partial class ShellParser
{
    private const int MaxDepth = 48;

    private static readonly ImmutableHashSet<string> Closers = ["then", "do", "done", "fi", "else", "elif", "esac", "}"];

    private readonly string text;
    private readonly int depthBefore;
    private List<HereDocument> documents = [];
    private int at;
    private int depth;
    private string? problem;

    private ShellParser(string text, int depth) => (this.text, depthBefore, this.depth) = (text, depth, depth);

    private bool AtEnd => at >= text.Length;

    private char Current => at < text.Length ? text[at] : '\0';

    public static ParsedScript Parse(string text, int depth = 0)
    {
        var parser = new ShellParser(text.Replace("\r\n", "\n", StringComparison.Ordinal), depth);
        var root = parser.ReadList([]);
        while (!parser.AtEnd)
        {
            parser.Fail($"`{parser.Current}` stands where no command can end");
            parser.at++;
            root = new Sequence([root, parser.ReadList([])]);
        }

        parser.ReadDocuments();
        return new ParsedScript(root, parser.problem);
    }

    private void Fail(string why) => problem ??= why;

    private bool Enter()
    {
        if (++depth - depthBefore <= MaxDepth && depth <= MaxDepth * 2)
        {
            return true;
        }

        Fail("it is nested too deeply to be followed");
        at = text.Length;
        return false;
    }

    private T Nested<T>(Func<T> read, T otherwise)
    {
        try
        {
            return Enter() ? read() : otherwise;
        }
        finally
        {
            depth--;
        }
    }

    private Sequence ReadList(ImmutableArray<string> ends)
    {
        var items = ImmutableArray.CreateBuilder<ShellNode>();
        while (true)
        {
            SkipBlanks(newlines: true);
            if (AtEnd || Current == ')' || AtCaseEnd() || (PeekReserved() is { } word && (ends.Contains(word, StringComparer.Ordinal) || Closers.Contains(word))))
            {
                if (PeekReserved() is { } stray && !AtEnd && Current != ')' && !AtCaseEnd() && !ends.Contains(stray, StringComparer.Ordinal) && ends.IsEmpty)
                {
                    Fail($"`{stray}` has no beginning");
                    at += stray.Length;
                    continue;
                }

                return new Sequence(items.ToImmutable());
            }

            if (Current is ';' or '&' or '|')
            {
                Fail($"no command stands before `{Current}`");
                at++;
                continue;
            }

            var before = at;
            items.Add(ReadAndOr());
            SkipBlanks(newlines: false);
            if ((Current == ';' && !AtCaseEnd()) || (Current == '&' && !StartsWith("&&")))
            {
                at++;
            }
            else if (at == before)
            {
                Fail($"`{Current}` is not expected here");
                at++;
            }
        }
    }

    private ShellNode ReadAndOr()
    {
        var first = ReadPipeline();
        List<ShellNode>? all = null;
        while (true)
        {
            SkipBlanks(newlines: false);
            if (!StartsWith("&&") && !StartsWith("||"))
            {
                return all is null ? first : new Sequence([.. all]);
            }

            at += 2;
            SkipBlanks(newlines: true);
            all ??= [first];
            all.Add(new Perhaps(ReadPipeline()));
        }
    }

    private ShellNode ReadPipeline()
    {
        while (PeekReserved() is "!" or "time")
        {
            var isTime = Current == 't';
            at += isTime ? 4 : 1;
            SkipBlanks(newlines: false);
            if (isTime && StartsWith("-p") && IsBoundary(at + 2))
            {
                at += 2;
                SkipBlanks(newlines: false);
            }
        }

        var stages = ImmutableArray.CreateBuilder<ShellNode>();
        while (true)
        {
            stages.Add(Nested(ReadCommand, new Sequence([])));
            SkipBlanks(newlines: false);
            if (Current != '|' || StartsWith("||"))
            {
                return stages.Count == 1 ? stages[0] : new Pipeline(stages.ToImmutable());
            }

            at += StartsWith("|&") ? 2 : 1;
            SkipBlanks(newlines: true);
            if (AtEnd)
            {
                Fail("nothing stands behind `|`");
            }
        }
    }

    private void SkipBlanks(bool newlines)
    {
        while (!AtEnd)
        {
            if (Current is ' ' or '\t')
            {
                at++;
            }
            else if (Current == '\\' && at + 1 < text.Length && text[at + 1] == '\n')
            {
                at += 2;
            }
            else if (Current == '#' && (at == 0 || text[at - 1] is ' ' or '\t' or '\n' or ';' or '&' or '|' or '(' or ')'))
            {
                var end = text.IndexOf('\n', at);
                at = end < 0 ? text.Length : end;
            }
            else if (Current == '\n' && newlines)
            {
                at++;
                ReadDocuments();
            }
            else
            {
                return;
            }
        }
    }

    private bool StartsWith(string expected) => string.CompareOrdinal(text, at, expected, 0, expected.Length) == 0;

    private bool AtCaseEnd() => StartsWith(";;") || StartsWith(";&");

    private bool IsBoundary(int index) => index >= text.Length || IsMeta(text[index]);

    private static bool IsMeta(char c) => c is ' ' or '\t' or '\n' or ';' or '&' or '|' or '<' or '>' or '(' or ')';

    /// <summary>The unquoted word that stands here, where it could be a word of the shell's own; the cursor stays.</summary>
    private string? PeekReserved()
    {
        var end = at;
        while (end < text.Length && end - at < 9 && (char.IsAsciiLetterLower(text[end]) || text[end] is '!' or '{' or '}' or '[' or ']'))
        {
            end++;
        }

        return end > at && IsBoundary(end) ? text[at..end] : null;
    }

    private bool TakeReserved(string word)
    {
        SkipBlanks(newlines: true);
        if (PeekReserved() == word)
        {
            at += word.Length;
            return true;
        }

        Fail($"`{word}` is missing");
        return false;
    }
}
