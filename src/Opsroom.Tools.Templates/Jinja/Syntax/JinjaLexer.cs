using Opsroom.Tools.Templates.Rendering;

namespace Opsroom.Tools.Templates.Jinja.Syntax;

/// <summary>Cuts a template into tokens as Jinja2 3.1 does, its control of white space included.</summary>
internal sealed class JinjaLexer
{
    private readonly string source;
    private readonly JinjaSyntax syntax;
    private readonly LineMap lines;
    private readonly List<JinjaToken> tokens = [];
    private readonly (string Opening, int Next)[] openings;
    private int position;
    private bool lineStarting = true;

    private JinjaLexer(string text, JinjaSyntax syntax)
    {
        source = text.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n');
        if (!syntax.KeepTrailingNewline && source.EndsWith('\n'))
        {
            source = source[..^1];
        }

        this.syntax = syntax;
        lines = new LineMap(source);
        openings = [(syntax.BlockStart, -1), (syntax.VariableStart, -1), (syntax.CommentStart, -1)];
    }

    /// <exception cref="TemplateFault">The text is no template.</exception>
    public static List<JinjaToken> Read(string text, JinjaSyntax syntax)
    {
        var lexer = new JinjaLexer(text, syntax);
        lexer.ReadAll();
        return lexer.tokens;
    }

    private void ReadAll()
    {
        while (position < source.Length)
        {
            var (start, opening) = NextOpening();
            if (opening is null)
            {
                Add(JinjaTokenKind.Data, source[position..], position);
                position = source.Length;
                break;
            }

            var after = start + opening.Length;
            var sign = after < source.Length && source[after] is '-' or '+' ? source[after] : '\0';
            AddData(position, start, sign, isVariable: opening == syntax.VariableStart);
            position = sign == '\0' ? after : after + 1;
            ReadTag(opening, start);
            lineStarting = position > 0 && source[position - 1] == '\n';
        }

        Add(JinjaTokenKind.End, "", source.Length);
    }

    private void ReadTag(string opening, int start)
    {
        if (opening == syntax.CommentStart)
        {
            SkipComment(start);
        }
        else if (opening == syntax.VariableStart)
        {
            Add(JinjaTokenKind.VariableBegin, opening, start);
            ReadInside(JinjaTokenKind.VariableEnd, syntax.VariableEnd, start);
        }
        else if (AfterRawTag() is { } raw)
        {
            position = raw;
            ReadRaw(start);
        }
        else
        {
            Add(JinjaTokenKind.BlockBegin, opening, start);
            ReadInside(JinjaTokenKind.BlockEnd, syntax.BlockEnd, start);
        }
    }

    private (int Start, string? Opening) NextOpening()
    {
        var (best, found) = (source.Length, (string?)null);
        for (var index = 0; index < openings.Length; index++)
        {
            var (opening, at) = openings[index];
            if (at < position)
            {
                at = source.IndexOf(opening, position, StringComparison.Ordinal);
                openings[index].Next = at = at < 0 ? source.Length : at;
            }

            if (at < best || (at == best && found is not null && opening.Length > found.Length))
            {
                (best, found) = (at, opening);
            }
        }

        return (best, found);
    }

    /// <summary>The text before a tag, without what the tag takes away from it.</summary>
    private void AddData(int from, int to, char sign, bool isVariable)
    {
        var end = to;
        if (sign == '-')
        {
            while (end > from && char.IsWhiteSpace(source[end - 1]))
            {
                end--;
            }
        }
        else if (sign != '+' && syntax.LstripBlocks && !isVariable)
        {
            var line = to > from ? source.LastIndexOf('\n', to - 1, to - from) + 1 : 0;
            var starts = line > from || (line == from && line > 0) ? line : lineStarting ? from : -1;
            if (starts >= 0 && starts < to && string.IsNullOrWhiteSpace(source[starts..to]))
            {
                end = starts;
            }
        }

        if (end > from)
        {
            Add(JinjaTokenKind.Data, source[from..end], from);
        }
    }

    private void SkipComment(int start)
    {
        var end = source.IndexOf(syntax.CommentEnd, position, StringComparison.Ordinal);
        if (end < 0)
        {
            throw Fault("The comment is not closed; add '" + syntax.CommentEnd + "'.", start);
        }

        var sign = end > position ? source[end - 1] : '\0';
        position = end + syntax.CommentEnd.Length;
        AfterClosing(sign);
    }

    private int? AfterRawTag()
    {
        var at = SkipSpace(position);
        if (!IsAt(at, "raw"))
        {
            return null;
        }

        at = SkipSpace(at + 3);
        if (IsAt(at, "-" + syntax.BlockEnd))
        {
            return SkipSpace(at + 1 + syntax.BlockEnd.Length);
        }

        return IsAt(at, syntax.BlockEnd) ? at + syntax.BlockEnd.Length : null;
    }

    private void ReadRaw(int start)
    {
        for (var at = position; ; at++)
        {
            at = source.IndexOf(syntax.BlockStart, at, StringComparison.Ordinal);
            if (at < 0)
            {
                throw Fault("The raw block is not closed; add {% endraw %}.", start);
            }

            var inside = at + syntax.BlockStart.Length;
            var sign = inside < source.Length && source[inside] is '-' or '+' ? source[inside] : '\0';
            var name = SkipSpace(sign == '\0' ? inside : inside + 1);
            if (!IsAt(name, "endraw"))
            {
                continue;
            }

            var end = SkipSpace(name + 6);
            var closing = end < source.Length && source[end] is '-' or '+' ? source[end] : '\0';
            end += closing == '\0' ? 0 : 1;
            if (IsAt(end, syntax.BlockEnd))
            {
                // the text of a raw block starts behind its tag, so no line starts there
                lineStarting = source[position - 1] == '\n';
                AddData(position, at, sign, isVariable: false);
                position = end + syntax.BlockEnd.Length;
                AfterClosing(closing);
                return;
            }
        }
    }

    private void ReadInside(JinjaTokenKind kind, string closing, int start)
    {
        var open = new Stack<char>();
        while (true)
        {
            position = SkipSpace(position);
            if (position >= source.Length)
            {
                throw Fault($"The tag is not closed; add '{closing}'.", start);
            }

            if (open.Count == 0 && AtClosing(kind, closing) is { } sign)
            {
                Add(kind, closing, position);
                position += closing.Length + (sign == '\0' ? 0 : 1);
                if (kind == JinjaTokenKind.BlockEnd)
                {
                    AfterClosing(sign);
                }
                else if (sign == '-')
                {
                    position = SkipSpace(position);
                }

                return;
            }

            var token = JinjaScanner.Next(source, ref position, lines);
            Balance(open, token);
            tokens.Add(token);
        }
    }

    /// <summary>The sign of the closing mark that stands here; null where none does.</summary>
    private char? AtClosing(JinjaTokenKind kind, string closing) =>
        IsAt(position, "-" + closing) ? '-'
        : kind == JinjaTokenKind.BlockEnd && IsAt(position, "+" + closing) ? '+'
        : IsAt(position, closing) ? '\0' : null;

    private static void Balance(Stack<char> open, JinjaToken token)
    {
        if (token.Kind != JinjaTokenKind.Operator)
        {
            return;
        }

        switch (token.Text)
        {
            case "(" or "[" or "{":
                open.Push(token.Text switch { "(" => ')', "[" => ']', _ => '}' });
                break;
            case ")" or "]" or "}" when !open.TryPop(out var expected) || expected != token.Text[0]:
                throw new TemplateFault(TemplateFault.Syntax, $"Unexpected '{token.Text}'.").At(null, token.Line, token.Column);
        }
    }

    private void AfterClosing(char sign)
    {
        if (sign == '-')
        {
            position = SkipSpace(position);
        }
        else if (sign != '+' && syntax.TrimBlocks && position < source.Length && source[position] == '\n')
        {
            position++;
        }
    }

    private int SkipSpace(int at)
    {
        while (at < source.Length && char.IsWhiteSpace(source[at]))
        {
            at++;
        }

        return at;
    }

    private bool IsAt(int at, string text) => at <= source.Length && source.AsSpan(at).StartsWith(text, StringComparison.Ordinal);

    private void Add(JinjaTokenKind kind, string text, int at)
    {
        var (line, column) = lines.PlaceOf(at);
        tokens.Add(new(kind, text, line, column));
    }

    private TemplateFault Fault(string message, int at)
    {
        var (line, column) = lines.PlaceOf(at);
        return new TemplateFault(TemplateFault.Syntax, message).At(null, line, column);
    }
}
