using System.Collections.Immutable;
using System.Text;

namespace Opsroom.Tools.Commands.Shell;

internal sealed partial class ShellParser
{
    private static readonly ImmutableArray<string> Operations =
        [":-", ":=", ":?", ":+", "##", "%%", "//", "^^", ",,", "-", "=", "?", "+", "#", "%", "/", "^", ",", "@", ":"];

    /// <summary>A word, or one character fewer to read where none stands.</summary>
    private Word ReadWordOrSkip()
    {
        var before = at;
        var word = ReadWord();
        if (at == before)
        {
            Fail($"`{Current}` is not expected here");
            at++;
        }

        return word;
    }

    private Word ReadWord() => ReadParts(() => IsMeta(Current) && !StartsWith("<(") && !StartsWith(">("), quoted: false);

    /// <summary>Text in which only expansions count, as between double quotes.</summary>
    private Word ReadQuoted(Func<bool> stop) => ReadParts(stop, quoted: true);

    private Word ReadParts(Func<bool> stop, bool quoted)
    {
        var parts = ImmutableArray.CreateBuilder<WordPart>();
        var literal = new StringBuilder();
        while (!AtEnd && !stop())
        {
            var c = Current;
            if (c == '\\')
            {
                ReadEscape(parts, literal, quoted);
            }
            else if (c == '\'' && !quoted)
            {
                Flush(parts, literal, quoted);
                parts.Add(new LiteralPart(ReadUntil('\''), Quoted: true));
            }
            else if (c == '"' && !quoted)
            {
                Flush(parts, literal, quoted);
                ReadDoubleQuotes(parts);
            }
            else if (c == '`')
            {
                Flush(parts, literal, quoted);
                parts.Add(ReadBackticks(quoted));
            }
            else if (c is '<' or '>' && !quoted && at + 1 < text.Length && text[at + 1] == '(')
            {
                Flush(parts, literal, quoted);
                at += 2;
                parts.Add(new ProcessPart(ReadNestedScript()));
            }
            else if (c == '$' && ReadDollar(quoted) is { } expansion)
            {
                Flush(parts, literal, quoted);
                parts.AddRange(expansion);
            }
            else
            {
                literal.Append(c);
                at++;
            }
        }

        Flush(parts, literal, quoted);
        return new Word(parts.ToImmutable());
    }

    private static void Flush(ImmutableArray<WordPart>.Builder parts, StringBuilder literal, bool quoted)
    {
        if (literal.Length > 0)
        {
            parts.Add(new LiteralPart(literal.ToString(), quoted));
            literal.Clear();
        }
    }

    private void ReadEscape(ImmutableArray<WordPart>.Builder parts, StringBuilder literal, bool quoted)
    {
        var next = at + 1 < text.Length ? text[at + 1] : '\0';
        at = Math.Min(text.Length, at + 2);
        if (next == '\n')
        {
            return;
        }

        if (quoted)
        {
            literal.Append(next is '$' or '`' or '"' or '\\' ? "" : "\\");
            literal.Append(next == '\0' ? "" : next.ToString());
            return;
        }

        Flush(parts, literal, quoted: false);
        parts.Add(new LiteralPart(next == '\0' ? "\\" : next.ToString(), Quoted: true));
    }

    /// <summary>What stands up to the next quote of this kind; the cursor is on the first one.</summary>
    private string ReadUntil(char quote)
    {
        var end = text.IndexOf(quote, at + 1);
        if (end < 0)
        {
            Fail($"{quote} is not closed");
            end = text.Length;
        }

        var inside = text[(at + 1)..end];
        at = Math.Min(text.Length, end + 1);
        return inside;
    }

    private void ReadDoubleQuotes(ImmutableArray<WordPart>.Builder parts)
    {
        at++;
        var inside = Nested(() => ReadQuoted(() => Current == '"'), Word.Empty);
        parts.AddRange(inside.Parts.IsEmpty ? [new LiteralPart("", Quoted: true)] : inside.Parts);
        if (AtEnd)
        {
            Fail("\" is not closed");
        }

        at = Math.Min(text.Length, at + 1);
    }

    private SubstitutionPart ReadBackticks(bool quoted)
    {
        var script = new StringBuilder();
        at++;
        while (!AtEnd && Current != '`')
        {
            if (Current == '\\' && at + 1 < text.Length && (text[at + 1] is '`' or '\\' or '$' || (quoted && text[at + 1] == '"')))
            {
                at++;
            }

            script.Append(Current);
            at++;
        }

        if (AtEnd)
        {
            Fail("a backtick is not closed");
        }

        at = Math.Min(text.Length, at + 1);
        return Nested<SubstitutionPart>(
            () =>
            {
                var parsed = Parse(script.ToString(), depth);
                problem ??= parsed.Problem;
                return new(parsed.Root, quoted);
            },
            new(new Sequence([]), quoted));
    }

    /// <summary>The script up to the closing parenthesis, with here-documents of its own.</summary>
    private ShellNode ReadNestedScript()
    {
        var outer = documents;
        documents = [];
        ShellNode body = Nested(() => ReadList([]), new Sequence([]));
        while (AtCaseEnd())
        {
            Fail("`;;` stands outside of `case`");
            at += 2;
            body = new Sequence([body, Nested(() => ReadList([]), new Sequence([]))]);
        }

        CloseParenthesis();
        ReadDocuments();
        documents = outer;
        return body;
    }

    /// <summary>What a dollar sign begins, or null where it is only a character.</summary>
    private ImmutableArray<WordPart>? ReadDollar(bool quoted)
    {
        var next = at + 1 < text.Length ? text[at + 1] : '\0';
        if (next == '(')
        {
            return [ReadParenthesisedDollar(quoted)];
        }

        if (next == '{')
        {
            at += 2;
            return [Nested(() => ReadBraced(quoted), new ParameterPart("", null, "", Word.Empty, quoted))];
        }

        if (next == '\'' && !quoted)
        {
            at++;
            return [new LiteralPart(ReadAnsiQuotes(), Quoted: true)];
        }

        if (next == '"' && !quoted)
        {
            at++;
            var parts = ImmutableArray.CreateBuilder<WordPart>();
            ReadDoubleQuotes(parts);
            return parts.ToImmutable();
        }

        var length = NameLength(at + 1);
        if (length == 0 && (char.IsAsciiDigit(next) || next is '@' or '*' or '#' or '?' or '$' or '!' or '-'))
        {
            length = 1;
        }

        if (length == 0)
        {
            return null;
        }

        var name = text.Substring(at + 1, length);
        at += 1 + length;
        return [new ParameterPart(name, null, "", Word.Empty, quoted)];
    }

    private WordPart ReadParenthesisedDollar(bool quoted)
    {
        if (StartsWith("$((") && FindArithmeticEnd(at + 3) is { } end)
        {
            at += 3;
            var expression = Nested(() => ReadQuoted(() => at >= end), Word.Empty);
            at = Math.Min(text.Length, end + 2);
            return new ArithmeticPart(expression);
        }

        at += 2;
        return new SubstitutionPart(ReadNestedScript(), quoted);
    }

    private ParameterPart ReadBraced(bool quoted)
    {
        var prefix = "";
        if (Current is '#' or '!' && at + 1 < text.Length && text[at + 1] != '}')
        {
            prefix = Current.ToString();
            at++;
        }

        var length = Math.Max(NameLength(at), AtEnd || Current == '}' ? 0 : 1);
        while (length > 0 && char.IsAsciiDigit(Current) && at + length < text.Length && char.IsAsciiDigit(text[at + length]))
        {
            length++;
        }

        var name = text.Substring(at, length);
        at += length;
        string? subscript = null;
        if (Current == '[')
        {
            subscript = ReadUntil(']');
        }

        var operation = Operations.FirstOrDefault(StartsWith) ?? "";
        at += operation.Length;
        var argument = ReadParts(() => Current == '}', quoted);
        if (AtEnd)
        {
            Fail("`${` is not closed");
        }

        at = Math.Min(text.Length, at + 1);
        return new ParameterPart(name, subscript, prefix + operation, argument, quoted);
    }

    private int NameLength(int start)
    {
        var end = start;
        while (end < text.Length && (char.IsAsciiLetterOrDigit(text[end]) || text[end] == '_') && (end > start || !char.IsAsciiDigit(text[end])))
        {
            end++;
        }

        return end - start;
    }

    /// <summary>Where the two parentheses stand that close an arithmetic expression, or null where it is none.</summary>
    private int? FindArithmeticEnd(int start)
    {
        var open = 0;
        for (var i = start; i < text.Length; i++)
        {
            if (text[i] == '(')
            {
                open++;
            }
            else if (text[i] == ')' && open-- == 0)
            {
                return i + 1 < text.Length && text[i + 1] == ')' ? i : null;
            }
        }

        return null;
    }

    private Assignment? TryReadAssignment()
    {
        var length = NameLength(at);
        var next = at + length;
        if (length > 0 && next < text.Length && text[next] == '[')
        {
            var close = text.IndexOf(']', next);
            next = close < 0 ? next : close + 1;
        }

        var appends = next + 1 < text.Length && text[next] == '+' && text[next + 1] == '=';
        if (length == 0 || next >= text.Length || (text[next] != '=' && !appends))
        {
            return null;
        }

        var name = text.Substring(at, length);
        at = next + (appends ? 2 : 1);
        if (Current != '(')
        {
            return new Assignment(name, appends, ReadWord(), null);
        }

        at++;
        var items = ImmutableArray.CreateBuilder<Word>();
        while (true)
        {
            SkipBlanks(newlines: true);
            if (AtEnd || Current == ')')
            {
                CloseParenthesis();
                return new Assignment(name, appends, Word.Empty, items.ToImmutable());
            }

            items.Add(ReadWordOrSkip());
        }
    }
}
