namespace Opsroom.Telemetry.Redaction;

/// <summary>Goes through JSON, or YAML in braces, piece by piece; also where it stands in a string of other JSON and its quotes are escaped. It takes what it finds.</summary>
internal ref struct FlowCursor(ReadOnlySpan<char> text, int start)
{
    private readonly ReadOnlySpan<char> text = text;
    private int next = start;

    /// <summary>Where the piece stands, its quotes included.</summary>
    public int Start { get; private set; }

    public int End { get; private set; } = start;

    /// <summary>1 for a bracket that opens, -1 for one that closes.</summary>
    public int Depth { get; private set; }

    public bool IsColon { get; private set; }

    public bool IsScalar { get; private set; }

    /// <summary>A scalar without its quotes.</summary>
    public Range Content { get; private set; }

    /// <summary>False at the end of the text.</summary>
    public bool Read()
    {
        while (next < text.Length && (char.IsWhiteSpace(text[next]) || IsEscapedBreak(next)))
        {
            next += text[next] == '\\' ? 2 : 1;
        }

        (Start, Depth, IsColon, IsScalar) = (next, 0, false, false);
        if (next >= text.Length)
        {
            return false;
        }

        switch (text[next])
        {
            case '{' or '[':
                Depth = 1;
                next++;
                break;
            case '}' or ']':
                Depth = -1;
                next++;
                break;
            case ':':
                IsColon = true;
                next++;
                break;
            case ',':
                next++;
                break;
            default:
                IsScalar = true;
                ReadScalar();
                break;
        }

        End = next;
        return true;
    }

    private void ReadScalar()
    {
        var token = RedactionToken.LengthAt(text[next..]);
        var escapes = 0;
        while (next + escapes < text.Length && text[next + escapes] == '\\')
        {
            escapes++;
        }

        var isQuoted = next + escapes < text.Length && text[next + escapes] is '"' or '\'' && (escapes == 0 || text[next + escapes] == '"');
        if (token > 0 || !isQuoted)
        {
            var from = next;
            next += Math.Max(1, token > 0 ? token : PlainLength());
            Content = from..(from + text[from..next].TrimEnd(" \t\r\n").Length);
            return;
        }

        var quote = text[next + escapes];
        var content = next + escapes + 1;
        for (next = content; next < text.Length; next++)
        {
            if (text[next] == quote && EscapesBefore(next, content) is var before && (quote == '\'' || before == escapes || (escapes == 0 && before % 2 == 0)))
            {
                Content = content..(next - escapes);
                next++;
                return;
            }
        }

        Content = content..text.Length;
    }

    /// <summary>How many backslashes stand before a place.</summary>
    private readonly int EscapesBefore(int at, int from)
    {
        var count = 0;
        while (at - count > from && text[at - count - 1] == '\\')
        {
            count++;
        }

        return count;
    }

    private readonly int PlainLength()
    {
        var rest = text[next..];
        for (var at = 0; at < rest.Length; at++)
        {
            if (rest[at] is ',' or '}' or ']' or '{' or '[' or '\n' || (rest[at] == ':' && (at + 1 == rest.Length || rest[at + 1] is ' ' or '\t' or '\r' or '\n' or '"' or '\'' or '\\')))
            {
                return at;
            }
        }

        return rest.Length;
    }

    /// <summary>A line break within a string of other JSON.</summary>
    private readonly bool IsEscapedBreak(int at) => text[at] == '\\' && at + 1 < text.Length && text[at + 1] is 'n' or 'r' or 't';
}
